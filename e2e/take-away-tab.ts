import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright/test'
import { beginRun, status } from './begin-run'
import { expect } from './crossfade-app'
import { settled } from './settled'

export const go = (page: Page, screen: string) => page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: screen, exact: true }).click()
export const main = (page: Page) => page.getByRole('main')

/** A run of the penguins, completed, called Birds, with the weights of epoch 2 kept. */
export async function completed(page: Page): Promise<string> {
  const id = await beginRun(page, 'penguins', { epochs: 4, keepEvery: 2 })
  await expect.poll(() => status(page, id), { timeout: 60_000 }).toBe('completed')
  await page.evaluate((run) => window.crossfade.annotateRun({ id: run, name: 'Birds' }), id)
  return id
}

/** A tab of that run, opened anew from the list. */
export async function openTab(page: Page, tab: string): Promise<void> {
  await go(page, 'Runs')
  await main(page).getByRole('table', { name: 'Runs' }).getByRole('button', { name: 'Birds', exact: true }).click()
  await main(page).getByRole('tab', { name: tab }).click()
}

export async function choose(page: Page, field: string, option: string): Promise<void> {
  await main(page).getByRole('combobox', { name: field }).click()
  await page.getByRole('option', { name: option }).click()
}

const violations = async (page: Page) => (await new AxeBuilder({ page }).setLegacyMode(true).analyze()).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => String(target)).join(', ')}`)

/** A picture in each theme, and nothing that the accessibility check complains of. */
export async function inBothThemes(page: Page, path: (theme: string) => string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await page.evaluate((next) => window.crossfade.changeSettings({ theme: next }), theme)
    await page.evaluate((next) => document.documentElement.setAttribute('data-theme', next), theme)
    await settled(page)
    await page.screenshot({ path: path(theme) })
    expect(await violations(page)).toEqual([])
  }
}
