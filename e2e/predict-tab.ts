import { AxeBuilder } from '@axe-core/playwright'
import type { ElectronApplication, Page, TestInfo } from 'playwright/test'
import { answerDialogs } from './answer-dialogs'
import { status } from './begin-run'
import { expect } from './crossfade-app'
import { settled } from './settled'

export const main = (page: Page) => page.getByRole('main')
/** Two rows to predict, one of them of this sex. */
export const penguins = (sex: string) => `species,island,bill_length_mm,bill_depth_mm,flipper_length_mm,body_mass_g,sex,year\n,Biscoe,50.1,15.2,224,5500,${sex},2008\n,Dream,38.2,18.1,187,3600,female,2009\n`

/** The Predict tab of a run, once it has ended. */
export async function showRun(page: Page, id: string): Promise<void> {
  await expect.poll(() => status(page, id), { timeout: 90_000 }).toBe('completed')
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: 'Runs', exact: true }).click()
  await main(page).getByRole('button', { name: 'Test run', exact: true }).or(main(page).getByRole('link', { name: 'Test run', exact: true })).first().click()
  await page.getByRole('tab', { name: 'Predict', exact: true }).click()
}

/** Chooses a file, says where to, and predicts. */
export async function predictFile(app: ElectronApplication, page: Page, file: string, out: string): Promise<void> {
  await answerDialogs(app, { open: file, save: out })
  await page.getByRole('button', { name: 'Choose a file…' }).click()
  await expect(main(page).getByText(file.split('/').pop() ?? '', { exact: false }).first()).toBeVisible()
  await page.getByRole('button', { name: 'Predict…' }).click()
}

/** What the accessibility check complains of. */
export async function complaints(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`)
}

export const scores = (page: Page) => page.getByRole('table', { name: 'Scores of the classes' })
/** What the form says of a class. */
export const score = async (page: Page, name: string): Promise<string> => (await scores(page).getByRole('row', { name: new RegExp(`^${name}`) }).getByRole('cell').nth(1).innerText()).trim()

/** A picture in each theme, and nothing to complain of. */
export async function bothThemes(page: Page, info: TestInfo, name: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await page.evaluate((next) => document.documentElement.setAttribute('data-theme', next), theme)
    await settled(page)
    await page.screenshot({ path: info.outputPath(`${name}-${theme}.png`) })
    expect(await complaints(page)).toEqual([])
  }
}
