import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { answerDialogs } from './answer-dialogs'
import { beginRun } from './begin-run'
import { expect, test, writeSettings } from './crossfade-app'
import { bothThemes, complaints, main, penguins, predictFile, showRun } from './predict-tab'
import { settled } from './settled'

test('a file: the likeliest classes, what is unseen, how the rows differ, and what is no table', async ({ launch, sandbox }) => {
  writeSettings(sandbox, { layout: { 'tour:seen': true } })
  const { app, page } = await launch()
  const id = await beginRun(page, 'penguins', { epochs: 10 })
  await showRun(page, id)
  const out = join(sandbox.dir, 'out.csv')
  const file = join(sandbox.dir, 'new.csv')
  const rows = Array.from({ length: 60 }, (_, i) => `Atlantis,${60 + (i % 5)},15.2,224,${i === 3 ? 'heavy' : 5500},male,2008`)
  writeFileSync(file, ['island,bill_length_mm,bill_depth_mm,flipper_length_mm,body_mass_g,sex,year', ...rows].join('\n'))
  await page.getByRole('spinbutton', { name: 'Likeliest classes' }).fill('2')
  await page.getByRole('checkbox', { name: 'Say how these rows differ' }).check()
  await predictFile(app, page, file, out)
  await expect(page.getByRole('heading', { name: '60 rows predicted' })).toBeVisible({ timeout: 60_000 })
  expect(readFileSync(out, 'utf8').split('\n')[0]).toContain('prediction,score,prediction_2,score_2')
  await expect(page.getByText('60 rows have a category that training did not have.')).toBeVisible()
  const drift = page.getByRole('table', { name: /differ from training/ })
  await expect(drift.getByRole('row', { name: /^island Far off/ })).toContainText('100.0 % of the rows have a category that training did not have.')
  await expect(drift.getByRole('row', { name: /^bill_length_mm Far off/ })).toContainText('The values are higher')
  await settled(page)
  expect(await complaints(page)).toEqual([])

  // None of the columns, no row at all: said where it happens, and nothing is written.
  const wrong = join(sandbox.dir, 'wrong.csv')
  writeFileSync(wrong, 'a,b\n1,2\n')
  await predictFile(app, page, wrong, join(sandbox.dir, 'never.csv'))
  await expect(main(page).getByRole('alert')).toContainText('none of the columns that the model needs', { timeout: 30_000 })
  const empty = join(sandbox.dir, 'empty.csv')
  writeFileSync(empty, '')
  await predictFile(app, page, empty, join(sandbox.dir, 'never.csv'))
  await expect(main(page).getByRole('alert')).toContainText('empty', { timeout: 30_000 })
  expect(() => readFileSync(join(sandbox.dir, 'never.csv'))).toThrow()
})

test('a regression: the number with its interval, in the form and in the file', async ({ launch, sandbox }) => {
  writeSettings(sandbox, { layout: { 'tour:seen': true } })
  const { app, page } = await launch()
  let state = 7
  const random = () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647
  const table = Array.from({ length: 400 }, () => {
    const x = random()
    return `${x.toFixed(4)},${random().toFixed(4)},${(10 * x + random()).toFixed(3)}`
  })
  const file = join(sandbox.dir, 'amounts.csv')
  writeFileSync(file, ['x,noise,amount', ...table].join('\n'))
  await answerDialogs(app, { open: file, save: join(sandbox.dir, 'out.csv') })
  await page.getByRole('button', { name: /Open dataset/ }).first().click()
  await page.getByRole('combobox', { name: 'Column to predict' }).click()
  await page.getByRole('option', { name: 'amount', exact: true }).click()
  await page.keyboard.press('F5')
  await expect(main(page).getByText('Completed').first()).toBeVisible({ timeout: 90_000 })
  await page.getByRole('tab', { name: 'Predict', exact: true }).click()
  await page.getByRole('radio', { name: 'One row' }).click()
  await expect(page.getByText(/95 % interval: /)).toBeVisible({ timeout: 60_000 })
  await page.getByRole('spinbutton', { name: 'x', exact: true }).fill('1')
  await expect(page.getByText(/^\+\d.* against the row it began from/)).toBeVisible()
  await settled(page)
  expect(await complaints(page)).toEqual([])

  await page.getByRole('radio', { name: 'The rows of a file' }).click()
  await page.getByRole('spinbutton', { name: 'Interval holds the true number in' }).fill('80')
  await predictFile(app, page, file, join(sandbox.dir, 'out.csv'))
  await expect(page.getByText(/holds the true number in 80\.0 % of rows/)).toBeVisible({ timeout: 60_000 })
  expect(readFileSync(join(sandbox.dir, 'out.csv'), 'utf8').split('\n')[0]).toContain('prediction,low,high')
})

test('a prediction can be cancelled while it predicts, and while it holds the rows against training: nothing is written', async ({ launch, sandbox }) => {
  test.setTimeout(180_000)
  writeSettings(sandbox, { layout: { 'tour:seen': true } })
  const { app, page } = await launch()
  const id = await beginRun(page, 'penguins', { epochs: 2 })
  await showRun(page, id)
  // Enough rows that nobody is too late.
  const file = join(sandbox.dir, 'many.csv')
  const rows = Array.from({ length: 10_000 }, (_, i) => `Biscoe,${(35 + (i % 200) / 10).toFixed(1)},15.2,${180 + (i % 50)},${3000 + i},male,2008`).join('\n')
  writeFileSync(file, `island,bill_length_mm,bill_depth_mm,flipper_length_mm,body_mass_g,sex,year\n${Array.from({ length: 120 }, () => rows).join('\n')}\n`)
  const out = join(sandbox.dir, 'never.csv')
  const nothingLeft = async () => {
    await expect(main(page).getByText('Cancelled. Nothing was written.')).toBeVisible({ timeout: 30_000 })
    await expect.poll(() => readdirSync(sandbox.dir).filter((name) => name.includes('never'))).toEqual([])
    await expect.poll(() => readdirSync(join(sandbox.workspace, 'tmp')).filter((name) => name.startsWith('predict-'))).toEqual([])
    await expect(page.getByRole('button', { name: 'Predict…' })).toBeEnabled()
  }
  await predictFile(app, page, file, out)
  await main(page).getByRole('button', { name: 'Cancel', exact: true }).click()
  await nothingLeft()

  await page.getByRole('checkbox', { name: 'Say how these rows differ' }).check()
  await page.getByRole('button', { name: 'Predict…' }).click()
  await expect(main(page).getByText(/holding the rows against the training rows/i)).toBeVisible({ timeout: 90_000 })
  await main(page).getByRole('button', { name: 'Cancel', exact: true }).click()
  await nothingLeft()

  // The next one is none the worse for it.
  const few = join(sandbox.dir, 'few.csv')
  writeFileSync(few, penguins('male'))
  await page.getByRole('checkbox', { name: 'Say how these rows differ' }).uncheck()
  await predictFile(app, page, few, join(sandbox.dir, 'few-out.csv'))
  await expect(page.getByRole('heading', { name: '2 rows predicted' })).toBeVisible({ timeout: 60_000 })
})

test('the report on how rows differ reads well in light and dark', async ({ launch, sandbox }, info) => {
  writeSettings(sandbox, { layout: { 'tour:seen': true } })
  const { app, page } = await launch()
  const id = await beginRun(page, 'penguins', { epochs: 2 })
  await showRun(page, id)
  const file = join(sandbox.dir, 'new.csv')
  const rows = Array.from({ length: 90 }, (_, i) => `${i % 3 === 0 ? 'Atlantis' : 'Dream'},${(38 + (i % 9)).toFixed(1)},${14 + (i % 6)},${186 + (i % 30)},${3500 + 20 * i},${i % 2 === 0 ? 'male' : 'female'},2009`)
  writeFileSync(file, ['island,bill_length_mm,bill_depth_mm,flipper_length_mm,body_mass_g,sex,year', ...rows].join('\n'))
  await page.getByRole('checkbox', { name: 'Say how these rows differ' }).check()
  await predictFile(app, page, file, join(sandbox.dir, 'out.csv'))
  const drift = page.getByRole('table', { name: /differ from training/ })
  await expect(drift).toBeVisible({ timeout: 60_000 })
  await drift.scrollIntoViewIfNeeded()
  await bothThemes(page, info, 'drift')
})
