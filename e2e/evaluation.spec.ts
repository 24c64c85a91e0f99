import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright/test'
import { expect, test, writeSettings } from './crossfade-app'
import type { Started } from './crossfade-app'

/** 400 rows of which `x` tells the label most of the time; always the same. */
function table(): string {
  let state = 7
  const random = () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647
  const rows = Array.from({ length: 400 }, () => {
    const x = random()
    return `${x.toFixed(4)},${random().toFixed(4)},${x + 0.5 * random() > 0.75 ? 'yes' : 'no'},${(10 * x + random()).toFixed(3)}`
  })
  return ['x,noise,label,amount', ...rows].join('\n')
}

async function openTable({ app, page }: Started, path: string): Promise<void> {
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] })
  }, path)
  await page.getByRole('button', { name: /Open dataset/ }).first().click()
  await expect(page.getByRole('heading', { level: 1, name: /scores/ })).toBeVisible({ timeout: 30_000 })
}

async function trainOn(page: Page, target: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Column to predict' }).click()
  await page.getByRole('option', { name: target, exact: true }).click()
  await page.keyboard.press('F5')
  await expect(page.getByRole('tab', { name: 'Evaluation' })).toBeVisible({ timeout: 30_000 })
  await expect(page.getByRole('main').getByText('Completed').first()).toBeVisible({ timeout: 90_000 })
  await page.getByRole('tab', { name: 'Evaluation' }).click()
}

const metric = (page: Page, name: string) => page.getByRole('region', { name: 'Metrics' }).locator('div', { has: page.getByText(name, { exact: true }) }).locator('dd').first()
const view = (page: Page, name: string) => page.getByRole('radiogroup', { name: 'View of the evaluation' }).getByRole('radio', { name, exact: true })

test('two classes: the threshold moves every number, and mistakes open in the table', async ({ launch, sandbox }) => {
  writeSettings(sandbox, { layout: { 'tour:seen': true } })
  const file = join(sandbox.dir, 'scores.csv')
  writeFileSync(file, table())
  const started = await launch()
  const { page } = started
  await openTable(started, file)
  await trainOn(page, 'label')

  const threshold = page.getByRole('spinbutton', { name: 'Threshold as a number' })
  await expect(threshold).toBeVisible({ timeout: 30_000 })
  await threshold.fill('0')
  // Everything counts as positive: every positive row is found, no negative one is.
  await expect(metric(page, 'Recall')).toHaveText('100.0 %')
  await expect(metric(page, 'Specificity')).toHaveText('0.0 %')
  await expect(page.getByRole('table', { name: 'Metrics by class' }).getByRole('row', { name: /^no/ })).toContainText('0.0 %')
  await threshold.fill('1')
  await expect(metric(page, 'Recall')).toHaveText('0.0 %')
  // By keys on the slider too.
  await page.getByRole('button', { name: /Back to 0.5/ }).click()
  const before = await metric(page, 'Recall').textContent()
  await page.getByRole('slider').focus()
  await page.keyboard.press('Home')
  await expect(metric(page, 'Recall')).toHaveText('100.0 %')
  await page.getByRole('button', { name: /Back to 0.5/ }).click()
  await expect(metric(page, 'Recall')).toHaveText(before ?? '')

  await view(page, 'Curves').click()
  await expect(page.getByRole('figure', { name: 'ROC' }).locator('figcaption').getByText(/area 0\.\d/)).toBeVisible()
  await expect(page.getByRole('figure', { name: 'Calibration' })).toBeVisible()

  await view(page, 'Mistakes').click()
  const mistakes = page.getByRole('table', { name: 'Mistakes on test rows' })
  await expect(mistakes.getByRole('row').nth(1)).toBeVisible()
  const row = (await mistakes.getByRole('row').nth(1).getByRole('cell').first().textContent())?.trim() ?? ''
  await page.getByRole('button', { name: 'Open in the table' }).click()
  await expect(page.getByText(/gets wrong/)).toBeVisible()
  await expect(page.getByRole('main').getByText(row, { exact: true }).first()).toBeVisible()
  await page.getByRole('button', { name: 'Show all rows' }).click()
  await expect(page.getByText('400 rows').first()).toBeVisible()
})

test('a regression: residuals in its own unit, importance with intervals, slices', async ({ launch, sandbox }) => {
  writeSettings(sandbox, { layout: { 'tour:seen': true } })
  const file = join(sandbox.dir, 'scores.csv')
  writeFileSync(file, table())
  const started = await launch()
  const { page } = started
  await openTable(started, file)
  await trainOn(page, 'amount')
  for (const figure of ['Predicted and actual', 'Errors by prediction', 'Errors']) await expect(page.getByRole('figure', { name: figure, exact: true })).toBeVisible({ timeout: 30_000 })
  await page.getByRole('button', { name: 'Copy predicted and actual as CSV' }).click()
  expect(await started.app.evaluate(({ clipboard }) => clipboard.readText())).toMatch(/^Curve,Actual amount,Predicted\n80 rows,/)

  await view(page, 'Importance').click()
  await page.getByRole('button', { name: 'Measure importance' }).click()
  const importance = page.getByRole('table', { name: 'Importance by column' })
  await expect(importance.getByRole('row').nth(1)).toContainText('x', { timeout: 60_000 })
  await view(page, 'Slices').click()
  await page.getByRole('combobox', { name: 'Column to slice by' }).click()
  await page.getByRole('option', { name: /^label/ }).click()
  await expect(page.getByRole('table', { name: 'Metrics by label' }).getByRole('row', { name: /yes/ })).toBeVisible({ timeout: 60_000 })
  await view(page, 'Worst rows').click()
  await expect(page.getByRole('table', { name: 'Largest errors on test rows' }).getByRole('row').nth(1)).toBeVisible()
})
