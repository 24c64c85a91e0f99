import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright/test'
import { beginRun, status } from './begin-run'
import { expect, test } from './crossfade-app'
import { refusedContent, watchPolicy } from './policy-watch'

const go = (page: Page, screen: string) => page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: screen, exact: true }).click()

/**
 * While a list or a dialog is open the library hides the rest of the page from assistive technology and keeps the focus inside. What axe asks
 * of whole pages is asked without one open.
 */
const ofWholePages = ['aria-hidden-focus', 'landmark-one-main', 'page-has-heading-one', 'region']

async function objections(page: Page, open: boolean): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).disableRules(open ? ofWholePages : []).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`)
}

for (const theme of ['light', 'dark'] as const) {
  test(`every screen is sound to axe and to the policy (${theme})`, async ({ launch }, info) => {
    test.setTimeout(300_000)
    const { page } = await launch()
    await watchPolicy(page)
    await page.evaluate((wanted) => window.crossfade.changeSettings({ theme: wanted }), theme)
    await page.reload()
    const check = async (name: string, open = false) => {
      await page.screenshot({ path: info.outputPath(`${name}.png`) })
      expect.soft(await objections(page, open), name).toEqual([])
      expect.soft(await refusedContent(page), name).toEqual([])
    }
    await expect(page.getByRole('button', { name: /Open dataset/ })).toBeVisible()
    await check('welcome')

    // Two runs to look at, and a dataset to design on.
    for (const epochs of [3, 5]) {
      const id = await beginRun(page, 'penguins', { epochs })
      await expect.poll(() => status(page, id), { timeout: 60_000 }).toBe('completed')
    }
    await page.getByRole('button', { name: /Palmer penguins/ }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'Design' })).toBeVisible()
    await check('design')
    await go(page, 'Data')
    await expect(page.getByText('Adelie').first()).toBeVisible()
    await check('data')

    await go(page, 'Runs')
    await expect(page.getByRole('table', { name: 'Runs' }).getByRole('row')).toHaveCount(3)
    await check('runs')
    await page.getByRole('button', { name: 'Storage' }).click()
    await expect(page.getByRole('rowheader', { name: 'Kept epochs' })).toBeVisible()
    await check('storage')
    await page.getByRole('button', { name: 'Back to the runs' }).click()
    await page.getByRole('checkbox', { name: 'Choose all runs' }).check()
    await page.getByRole('main').getByRole('button', { name: /^Compare/ }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'Compare' })).toBeVisible()
    // What differs between the two: 3 epochs and 5.
    await page.getByRole('tab', { name: /^Settings/ }).click()
    await expect(page.getByRole('row', { name: /epochs/i }).first()).toBeVisible()
    await check('compare')

    await go(page, 'Runs')
    await page.getByRole('main').getByRole('button', { name: 'Test run', exact: true }).first().click()
    await expect(page.getByRole('tab', { name: 'Curves' })).toBeVisible()
    for (const tab of ['Curves', 'Evaluation', 'Config', 'Files', 'Predict', 'Prove it']) {
      await page.getByRole('tab', { name: tab }).click()
      await expect(page.getByRole('tabpanel', { name: tab })).toBeVisible()
      await check(`run-${tab.toLowerCase()}`)
    }
    await page.getByRole('tab', { name: 'Evaluation' }).click()
    const view = (name: string) => page.getByRole('radiogroup', { name: 'View of the evaluation' }).getByRole('radio', { name, exact: true })
    await view('Curves').click()
    await expect(page.getByRole('figure', { name: 'ROC' })).toBeVisible()
    await check('evaluation-curves')
    await view('Mistakes').click()
    await expect(page.getByRole('region', { name: /Mistakes/ }).first()).toBeVisible()
    await check('evaluation-mistakes')
    await view('Importance').click()
    await page.getByRole('button', { name: 'Measure importance' }).click()
    await expect(page.getByRole('table', { name: 'Importance by column' })).toBeVisible({ timeout: 60_000 })
    await check('evaluation-importance')
    await view('Slices').click()
    await page.getByRole('combobox', { name: 'Column to slice by' }).click()
    await page.getByRole('option', { name: /island/ }).click()
    await expect(page.getByRole('table', { name: 'Metrics by island' })).toBeVisible({ timeout: 60_000 })
    await check('evaluation-slices')
    for (const screen of ['Studies', 'Settings']) {
      await go(page, screen)
      await expect(page.getByRole('heading', { level: 1, name: screen })).toBeVisible()
      await check(screen.toLowerCase())
    }
    await page.getByRole('combobox', { name: 'Engine mode' }).click()
    await expect(page.getByRole('option', { name: 'graph' })).toBeVisible()
    await check('open-list', true)
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+K')
    await expect(page.getByRole('dialog')).toBeVisible()
    await check('palette', true)
  })
}
