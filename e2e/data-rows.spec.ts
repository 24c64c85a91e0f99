import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ElectronApplication, Page } from 'playwright/test'
import { expect, test } from './crossfade-app'

/** `rows` apples of two classes; rows from 180 on repeat the first ones. */
function apples(rows: number): string {
  const row = (i: number) => `${i % 2 === 0 ? 'sweet' : 'sour'},${(50 + ((i * 37) % 97) / 10).toFixed(1)},${10 + ((i * 13) % 41)},${(i * i) % 53}`
  return ['taste,weight,size,price', ...Array.from({ length: rows }, (_, i) => row(i % 180))].join('\n') + '\n'
}

/** The next dialog that asks for a file answers with this path. */
const willPick = (app: ElectronApplication, path: string) =>
  app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] })
  }, path)

async function openTable(app: ElectronApplication, page: Page, path: string, name: string): Promise<void> {
  await expect(page.getByRole('button', { name: /Open dataset/ }).first()).toBeVisible()
  await willPick(app, path)
  await page.keyboard.press('Control+o')
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible({ timeout: 60_000 })
}

const findings = (page: Page) => page.getByRole('region', { name: 'Findings' })
const preparation = (page: Page) => page.getByRole('tabpanel', { name: 'Preparation' })

test('takes the test rows from a file, finds their twins, and can be undone', async ({ launch, sandbox }) => {
  const { app, page } = await launch()
  const path = join(sandbox.dir, 'apples.csv')
  const testFile = join(sandbox.dir, 'basket.csv')
  writeFileSync(path, apples(180))
  // Five of the table, and forty that it has not.
  const fresh = Array.from({ length: 40 }, (_, i) => `sweet,${(90 + i / 10).toFixed(1)},99,${i}`)
  writeFileSync(testFile, `${apples(5)}${fresh.join('\n')}\n`)
  await openTable(app, page, path, 'apples.csv')
  await expect(preparation(page).getByText('180 rows, all kept')).toBeVisible({ timeout: 60_000 })
  await willPick(app, testFile)
  await preparation(page).getByRole('radio', { name: 'From a file' }).click()
  await expect(preparation(page).getByText(/90 % training, 10 % validation \(seed 42\); the test rows are those of basket\.csv/)).toBeVisible()
  // The table in sight is still the one that was opened.
  await expect(page.getByRole('heading', { level: 1, name: 'apples.csv' })).toBeVisible()
  const finding = findings(page).getByRole('listitem').filter({ hasText: '5 of 45 test rows of basket.csv (11.1 %) have an exact twin in this table' })
  await expect(finding).toBeVisible({ timeout: 60_000 })
  await finding.getByRole('button', { name: /^Show rows/ }).click()
  await expect(page.getByRole('status').filter({ hasText: '5 rows' })).toBeVisible()
  await page.getByRole('button', { name: 'Show all rows' }).click()
  // The remedy leaves the file alone: rows of the table go, and come back.
  await finding.getByRole('button', { name: 'Leave out rows that are in the test file' }).click()
  await expect(preparation(page).getByText('175 of 180 rows kept (97.2 %)')).toBeVisible({ timeout: 60_000 })
  await expect(preparation(page).getByText('Leave out rows whose features are in basket.csv too.')).toBeVisible()
  await expect(finding).toBeHidden({ timeout: 60_000 })
  await page.keyboard.press('Control+z')
  await expect(preparation(page).getByText('180 rows, all kept')).toBeVisible({ timeout: 60_000 })
  await expect(finding).toBeVisible({ timeout: 60_000 })
  await page.keyboard.press('Control+z')
  await expect(preparation(page).getByRole('radio', { name: 'From these rows' })).toBeChecked()
  await expect(finding).toBeHidden({ timeout: 60_000 })
})

test('marks the rows that the recipe drops, and shows only those that are kept', async ({ launch, sandbox }) => {
  const { app, page } = await launch()
  const path = join(sandbox.dir, 'apples.csv')
  writeFileSync(path, apples(200))
  await openTable(app, page, path, 'apples.csv')
  const finding = findings(page).getByRole('listitem').filter({ hasText: '20 rows repeat an earlier one exactly' })
  await finding.getByRole('button', { name: 'Drop exact duplicates' }).click()
  await expect(preparation(page).getByText('180 of 200 rows kept (90.0 %)')).toBeVisible({ timeout: 60_000 })
  await page.getByRole('textbox', { name: 'Go to row' }).fill('190')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('rowheader', { name: /^190\b.*left out: equal to an earlier row/ })).toBeInViewport()
  await page.getByRole('radio', { name: 'Kept 180' }).click()
  await expect(page.getByRole('search').locator('..').getByText('180 rows')).toBeVisible()
  await expect(page.getByRole('rowheader', { name: '1', exact: true })).toBeVisible()
  await page.getByRole('table', { name: 'Rows of apples.csv' }).evaluate((table) => table.scrollTo({ top: table.scrollHeight }))
  await expect(page.getByRole('rowheader', { name: '180', exact: true })).toBeVisible()
  // Steps are numbered on: rows, split, columns.
  await expect(preparation(page).getByRole('button', { name: 'Remove step 4' })).toBeAttached()
  await page.keyboard.press('Control+z')
  await expect(page.getByRole('radio', { name: 'Kept 180' })).toBeHidden({ timeout: 60_000 })
})

test('lists more rejected lines when asked, and writes all of them', async ({ launch, sandbox }) => {
  const { app, page } = await launch()
  const path = join(sandbox.dir, 'torn.csv')
  const target = join(sandbox.dir, 'rejected.csv')
  writeFileSync(path, `a,b\n${Array.from({ length: 3000 }, (_, i) => (i % 2 === 0 ? `${i},${i % 4}` : `${i},1,more`)).join('\n')}\n`)
  await openTable(app, page, path, 'torn.csv')
  await expect(page.getByText('1,500 lines of the file could not be read and are left out.')).toBeVisible()
  await page.getByRole('button', { name: 'Show lines' }).first().click()
  const lines = page.getByRole('region', { name: 'Lines that could not be read' })
  await expect(lines.getByText('1,000 of 1,500')).toBeVisible()
  await lines.getByRole('button', { name: 'Show 500 more lines' }).click()
  await expect(lines.getByRole('row')).toHaveCount(1501)
  await expect(lines.getByRole('row').last()).toContainText('3001')
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen })
  }, target)
  await page.getByRole('button', { name: 'Export…' }).click()
  await expect(page.getByText(`The lines that could not be read are in ${target}.`).first()).toBeVisible()
  expect(readFileSync(target, 'utf8').split('\n')).toHaveLength(1502)
})

test('tells in Design what the audit found serious', async ({ launch, sandbox }) => {
  const { app, page } = await launch()
  const path = join(sandbox.dir, 'few.csv')
  writeFileSync(path, apples(12))
  await openTable(app, page, path, 'few.csv')
  await page.getByRole('button', { name: 'Design the model' }).click()
  await expect(page.getByText(/The validation part has 1 row and the test part 2/)).toBeVisible({ timeout: 60_000 })
  await page.getByRole('button', { name: 'See the audit' }).click()
  await expect(findings(page).getByText(/The validation part has 1 row/)).toBeVisible()
})
