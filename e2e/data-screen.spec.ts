import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { ElectronApplication, Page } from 'playwright/test'
import { expect, test, writeSettings } from './crossfade-app'

/** 200 rows of two classes, of which the last 20 repeat the first 20. The sizes are numbers but for four slips. */
function apples(): string {
  const row = (i: number) => `${i % 2 === 0 ? 'sweet' : 'sour'},${(50 + ((i * 37) % 97) / 10).toFixed(1)},${[17, 90, 140].includes(i) ? 'big' : 10 + ((i * 13) % 41)},${(i * i) % 53}`
  return ['taste,weight,size,price', ...Array.from({ length: 200 }, (_, i) => row(i < 180 ? i : i - 180))].join('\n') + '\n'
}

/** As a person opens a file: the dialog answers with its path. */
async function openTable(app: ElectronApplication, page: Page, path: string, name: string): Promise<void> {
  await expect(page.getByRole('button', { name: /Open dataset/ }).first()).toBeVisible()
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] })
  }, path)
  await page.keyboard.press('Control+o')
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible({ timeout: 60_000 })
}

const findings = (page: Page) => page.getByRole('region', { name: 'Findings' })
const preparation = (page: Page) => page.getByRole('tabpanel', { name: 'Preparation' })

test('finds duplicates, drops them at one click, and takes it back', async ({ launch, sandbox }) => {
  const { app, page } = await launch()
  const path = join(sandbox.dir, 'apples.csv')
  writeFileSync(path, apples())
  await openTable(app, page, path, 'apples.csv')
  const finding = findings(page).getByRole('listitem').filter({ hasText: '20 rows repeat an earlier one exactly, in 20 groups.' })
  await expect(finding).toBeVisible({ timeout: 60_000 })
  await expect(preparation(page).getByText('200 rows, all kept')).toBeVisible()

  await finding.getByRole('button', { name: /^Show rows/ }).click()
  await expect(page.getByRole('status').filter({ hasText: '40 rows' })).toBeVisible()
  await expect(page.getByRole('rowheader', { name: '181', exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Show all rows' }).click()

  await finding.getByRole('button', { name: 'Drop exact duplicates' }).click()
  await expect(preparation(page).getByText('180 of 200 rows kept (90.0 %)')).toBeVisible()
  await expect(preparation(page).getByText('Keep one of each group of equal rows.')).toBeVisible()
  await expect(finding).toBeHidden()

  await page.getByRole('region', { name: 'Audit' }).getByRole('button', { name: 'Undo' }).click()
  await expect(finding).toBeVisible()
  await expect(preparation(page).getByText('Keep one of each group of equal rows.')).toBeHidden()
  await expect(preparation(page).getByText('200 rows, all kept')).toBeVisible()
})

test('reads a file by another delimiter than the one it found', async ({ launch, sandbox }) => {
  const { app, page } = await launch()
  const path = join(sandbox.dir, 'codes.csv')
  writeFileSync(path, ['id;code,group;kind', ...Array.from({ length: 30 }, (_, i) => `${i};${i % 7},${i % 3};a`)].join('\n'))
  await openTable(app, page, path, 'codes.csv')
  await expect(page.getByText(/30 rows · 3 columns/)).toBeVisible()
  await page.getByRole('tab', { name: 'Reading' }).click()
  const preview = page.getByRole('region', { name: 'Preview of the table' })
  await expect(preview.getByRole('columnheader')).toHaveCount(3)
  await page.getByRole('combobox', { name: 'Columns are separated by' }).click()
  await page.getByRole('option', { name: 'Comma' }).click()
  await expect(preview.getByRole('columnheader')).toHaveText(['id;code', 'group;kind'])
  // Nothing is read anew before it is asked for.
  await expect(page.getByText(/30 rows · 3 columns/)).toBeVisible()
  await page.getByRole('button', { name: 'Read the file this way' }).click()
  await expect(page.getByText(/30 rows · 2 columns/)).toBeVisible()
  await expect(page.getByRole('columnheader', { name: /group;kind/ })).toBeVisible()
  // The one undo takes that back too, and redo does it again.
  await page.keyboard.press('Control+z')
  await expect(page.getByText(/30 rows · 3 columns/)).toBeVisible()
  await page.keyboard.press('Control+Shift+z')
  await expect(page.getByText(/30 rows · 2 columns/)).toBeVisible()
})

test('lists the lines that could not be read, and writes them to a file', async ({ launch, sandbox }) => {
  const { app, page } = await launch()
  const path = join(sandbox.dir, 'torn.csv')
  const target = join(sandbox.dir, 'rejected.csv')
  writeFileSync(path, `${['a,b', ...Array.from({ length: 40 }, (_, i) => `${i},${i % 4}`)].join('\n')}\n1,2,3,"x"\n`)
  await openTable(app, page, path, 'torn.csv')
  await expect(page.getByText('1 line of the file could not be read and is left out.')).toBeVisible()
  await page.getByRole('button', { name: 'Show lines' }).first().click()
  await expect(page.getByRole('region', { name: 'Lines that could not be read' }).getByRole('row').nth(1)).toContainText('42')
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen })
  }, target)
  await page.getByRole('button', { name: 'Export…' }).click()
  await expect(page.getByText(`The lines that could not be read are in ${target}.`).first()).toBeVisible()
  expect(readFileSync(target, 'utf8')).toBe('line,reason,text\n42,"more than 2 fields","1,2,3,""x"""\n')
})

test('filters rows, keeps a filter as a step, and jumps to a row', async ({ launch, sandbox }) => {
  const { app, page } = await launch()
  const path = join(sandbox.dir, 'apples.csv')
  writeFileSync(path, apples())
  await openTable(app, page, path, 'apples.csv')
  const filter = page.getByRole('textbox', { name: 'Filter rows' })
  await filter.fill("taste = 'sweet' and colour > 1")
  await expect(page.getByText('There is no column colour.')).toBeVisible()
  await filter.fill("taste = 'sweet'")
  await filter.press('Enter')
  await expect(page.getByRole('search').locator('..').getByText('100 rows')).toBeVisible()
  await page.getByRole('button', { name: 'Keep only these' }).click()
  await expect(preparation(page).getByText("Keep rows where taste = 'sweet'.")).toBeVisible()
  await page.keyboard.press('Control+z')
  await expect(preparation(page).getByText("Keep rows where taste = 'sweet'.")).toBeHidden()
  await page.getByRole('textbox', { name: 'Go to row' }).fill('190')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('rowheader', { name: '190', exact: true })).toBeInViewport()
})

test('says what another type of a column would lose', async ({ launch, sandbox }) => {
  const { app, page } = await launch()
  const path = join(sandbox.dir, 'apples.csv')
  writeFileSync(path, apples())
  await openTable(app, page, path, 'apples.csv')
  await page.getByRole('button', { name: 'size: show its profile' }).click()
  await page.getByRole('combobox', { name: 'Type' }).click()
  await page.getByRole('option', { name: /Number/ }).click()
  await expect(page.getByText('4 values cannot be read as number and count as missing: “big”')).toBeVisible()
})

test('notices that a file has changed or gone', async ({ launch, sandbox }) => {
  const { app, page } = await launch()
  const path = join(sandbox.dir, 'apples.csv')
  writeFileSync(path, apples())
  await openTable(app, page, path, 'apples.csv')
  appendFileSync(path, 'sweet,55.5,30,7\n')
  const comeBack = () => page.evaluate(() => window.dispatchEvent(new Event('focus')))
  await comeBack()
  await expect(page.getByText(/apples\.csv has changed since it was opened/)).toBeVisible()
  await page.getByRole('button', { name: 'Open it again' }).click()
  await expect(page.getByText(/201 rows · 4 columns/)).toBeVisible()
  await expect(page.getByText(/has changed since/)).toBeHidden()
  rmSync(path)
  await comeBack()
  await expect(page.getByText(/apples\.csv is no longer there/)).toBeVisible()
})

for (const theme of ['light', 'dark'] as const) {
  test(`has nothing that axe objects to, ${theme}`, async ({ launch, sandbox }) => {
    writeSettings(sandbox, { theme })
    const { app, page } = await launch()
    const path = join(sandbox.dir, 'apples.csv')
    writeFileSync(path, apples())
    await openTable(app, page, path, 'apples.csv')
    await expect(findings(page).getByRole('listitem').first()).toBeVisible({ timeout: 60_000 })
    const clean = async (where: string) => {
      const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
      expect(violations.map(({ id, nodes }) => `${where}: ${id}: ${nodes.map((node) => node.html).join(' | ')}`)).toEqual([])
    }
    await clean('table')
    await page.getByRole('button', { name: /^Add step: Columns/ }).click()
    await page.getByRole('menuitem', { name: 'Clip outliers' }).click()
    await page.getByRole('radio', { name: 'Columns', exact: true }).click()
    await expect(page.getByRole('row', { name: /weight/ })).toContainText('%')
    await clean('columns')
    await page.getByRole('radio', { name: 'Correlation' }).click()
    await expect(page.getByRole('region', { name: 'Correlation matrix' })).toBeVisible()
    await clean('correlation')
    await page.getByRole('radio', { name: 'Table' }).click()
    await page.getByRole('button', { name: 'weight: show its profile' }).click()
    await expect(page.getByRole('region', { name: 'weight by taste' }).first()).toBeVisible()
    await clean('column')
    await page.getByRole('tab', { name: 'Reading' }).click()
    await expect(page.getByRole('region', { name: 'Preview of the table' })).toBeVisible()
    await clean('reading')
  })
}
