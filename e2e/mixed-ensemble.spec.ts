import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright/test'
import { beginRun, status } from './begin-run'
import { expect, test, writeSettings } from './crossfade-app'

const main = (page: Page) => page.getByRole('main')
const go = (page: Page, screen: string) => page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: screen, exact: true }).click()

test('a network and trees are put together on the Compare screen, predict a file and one row, and say which columns they depend on', async ({ launch, sandbox }) => {
  writeSettings(sandbox, { layout: { 'tour:seen': true } })
  const { app, page } = await launch()
  const members = [
    await beginRun(page, 'penguins', { epochs: 4 }),
    await beginRun(page, 'penguins', {}, { kind: 'boosted-trees', rounds: 20, learningRate: 0.1, leaves: 7, leafRows: 10, leafWeight: 1, l2: 1, columns: 1, rows: 0.8 }),
  ]
  for (const id of members) await expect.poll(() => status(page, id), { timeout: 90_000 }).toBe('completed')

  await go(page, 'Runs')
  for (const box of await main(page).getByRole('checkbox', { name: /^Choose (?!all)/ }).all()) await box.check()
  await main(page).getByRole('button', { name: /^Compare 2/ }).click()
  await main(page).getByRole('button', { name: 'Keep as a run' }).click()
  await page.getByRole('button', { name: 'Add to the comparison' }).click()
  const name = 'Mean of Test run and Test run'
  await expect(main(page).getByRole('list', { name: 'Runs compared' })).toContainText(name)

  await go(page, 'Runs')
  await main(page).getByRole('button', { name, exact: true }).or(main(page).getByRole('link', { name, exact: true })).first().click()
  await page.getByRole('tab', { name: 'Predict', exact: true }).click()
  const [file, out] = [join(sandbox.dir, 'new.csv'), join(sandbox.dir, 'out.csv')]
  writeFileSync(file, 'island,bill_length_mm,bill_depth_mm,flipper_length_mm,body_mass_g,sex,year\nBiscoe,50.1,15.2,224,5500,male,2008\nDream,38.2,18.1,187,3600,female,2009\n')
  await app.evaluate(
    ({ dialog }, [opened, saved]) => {
      Object.assign(dialog, { showOpenDialog: () => Promise.resolve({ canceled: false, filePaths: [opened] }), showSaveDialog: () => Promise.resolve({ canceled: false, filePath: saved }) })
    },
    [file, out] as const,
  )
  await main(page).getByRole('button', { name: 'Choose a file…' }).click()
  await expect(main(page).getByText('new.csv').first()).toBeVisible()
  await main(page).getByRole('button', { name: 'Predict…' }).click()
  await expect(main(page).getByRole('heading', { name: '2 rows predicted' })).toBeVisible({ timeout: 60_000 })
  const [head = [], ...rows] = readFileSync(out, 'utf8').trimEnd().split('\n').map((line) => line.split(','))
  expect(rows.map((cells) => cells[head.indexOf('prediction')])).toEqual(['Gentoo', 'Adelie'])

  await main(page).getByRole('radio', { name: 'One row' }).click()
  await expect(main(page).getByRole('table', { name: 'Scores of the classes' })).toBeVisible({ timeout: 60_000 })

  // Of the mean of both, for each of the seven columns.
  await page.getByRole('tab', { name: 'Evaluation', exact: true }).click()
  await main(page).getByRole('radio', { name: 'Importance' }).click()
  await main(page).getByRole('button', { name: 'Measure importance' }).click()
  const importance = main(page).getByRole('table', { name: 'Importance by column' })
  await expect(importance.getByRole('row', { name: /^bill_length_mm/ })).toContainText(/ pp to /, { timeout: 60_000 })
  await expect(importance.getByRole('row')).toHaveCount(8)
})
