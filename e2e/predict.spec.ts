import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { ElectronApplication, Page, TestInfo } from 'playwright/test'
import { defaultBaseline } from '@shared/baseline/baseline-settings'
import { answerDialogs } from './answer-dialogs'
import { beginRun, status } from './begin-run'
import { expect, test, writeSettings } from './crossfade-app'
import { settled } from './settled'

const main = (page: Page) => page.getByRole('main')
const penguins = (sex: string) => `species,island,bill_length_mm,bill_depth_mm,flipper_length_mm,body_mass_g,sex,year\n,Biscoe,50.1,15.2,224,5500,${sex},2008\n,Dream,38.2,18.1,187,3600,female,2009\n`

async function showRun(page: Page, id: string): Promise<void> {
  await expect.poll(() => status(page, id), { timeout: 90_000 }).toBe('completed')
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: 'Runs', exact: true }).click()
  await main(page).getByRole('button', { name: 'Test run', exact: true }).or(main(page).getByRole('link', { name: 'Test run', exact: true })).first().click()
  await page.getByRole('tab', { name: 'Predict', exact: true }).click()
}

/** Chooses a file, says where to, and predicts. */
async function predictFile(app: ElectronApplication, page: Page, file: string, out: string): Promise<void> {
  await answerDialogs(app, { open: file, save: out })
  await page.getByRole('button', { name: 'Choose a file…' }).click()
  await expect(main(page).getByText(file.split('/').pop() ?? '', { exact: false }).first()).toBeVisible()
  await page.getByRole('button', { name: 'Predict…' }).click()
}

async function complaints(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`)
}

const scores = (page: Page) => page.getByRole('table', { name: 'Scores of the classes' })
const score = async (page: Page, name: string): Promise<string> => (await scores(page).getByRole('row', { name: new RegExp(`^${name}`) }).getByRole('cell').nth(1).innerText()).trim()

test('a baseline predicts: a file, and one row, without weights to choose', async ({ launch, sandbox }) => {
  writeSettings(sandbox, { layout: { 'tour:seen': true } })
  const { app, page } = await launch()
  const id = await beginRun(page, 'penguins', {}, { kind: 'majority' })
  await showRun(page, id)
  await expect(page.getByRole('combobox', { name: 'Weights' })).toHaveCount(0)
  const file = join(sandbox.dir, 'new.csv')
  const out = join(sandbox.dir, 'out.csv')
  writeFileSync(file, penguins('male'))
  await predictFile(app, page, file, out)
  await expect(page.getByRole('heading', { name: '2 rows predicted' })).toBeVisible({ timeout: 60_000 })
  expect(readFileSync(out, 'utf8').split('\n')[1]).toContain('Adelie')

  await page.getByRole('radio', { name: 'One row' }).click()
  await expect(scores(page)).toBeVisible({ timeout: 60_000 })
  // It says the same of every row: the shares of the classes.
  const share = await score(page, 'Adelie')
  expect(share).toMatch(/^4\d\.\d %$/)
  await page.getByRole('spinbutton', { name: 'body_mass_g' }).fill('6000')
  await expect(page.getByText('1 cell changed.')).toBeVisible()
  expect(await score(page, 'Adelie')).toBe(share)
})

test('one row of a network: every change is answered at once, against the row it began from', async ({ launch, sandbox }) => {
  writeSettings(sandbox, { layout: { 'tour:seen': true } })
  const { page } = await launch()
  const id = await beginRun(page, 'penguins', { epochs: 30 })
  await showRun(page, id)
  await page.getByRole('radio', { name: 'One row' }).click()
  await expect(page.getByText('Began with the usual values.')).toBeVisible({ timeout: 60_000 })

  // A row of the table, with what the table says of it.
  await page.getByRole('spinbutton', { name: 'Row of the table' }).fill('1')
  await page.getByRole('button', { name: 'Take row' }).click()
  await expect(page.getByText('Began with row 1. The table says Adelie.')).toBeVisible()
  await expect(page.getByRole('spinbutton', { name: 'bill_length_mm' })).toHaveValue('39.1')
  const before = await score(page, 'Adelie')

  // By the slider, from the keyboard: the score follows, with its change.
  const slider = page.getByRole('slider', { name: 'bill_length_mm, slider' })
  await slider.focus()
  await page.keyboard.press('End')
  await expect.poll(() => score(page, 'Adelie')).not.toBe(before)
  await expect(scores(page).getByRole('row', { name: /^Adelie/ }).getByRole('cell').nth(2)).toHaveText(/^−\d/)
  await page.getByRole('button', { name: 'Undo 1 change' }).click()
  await expect.poll(() => score(page, 'Adelie')).toBe(before)

  // Beyond what training had, missing, and of a category that training knows.
  await page.getByRole('spinbutton', { name: 'bill_length_mm' }).fill('500')
  await expect(page.getByText(/^Training had 3\d/)).toBeVisible()
  await page.getByRole('checkbox', { name: /^Missing.*body_mass_g/ }).check()
  await expect(page.getByText('Missing: it is filled as the preparation says.')).toBeVisible()
  await page.getByRole('combobox', { name: 'island' }).click()
  await page.getByRole('option', { name: 'Dream' }).click()
  await expect(page.getByRole('button', { name: 'Undo 3 changes' })).toBeEnabled()
  await settled(page)
  expect(await complaints(page)).toEqual([])

  // Fifty questions one after the other: none is felt.
  const took = await page.evaluate(async () => {
    const row = [50, 15, 200, 4000]
    const times: number[] = []
    for (let i = 0; i < 50; i++) {
      const cells = [...document.querySelectorAll('.cell')].map((_, place) => row[place % 4] ?? null)
      const from = performance.now()
      await window.crossfade.scoreRowForm({ rows: [cells] })
      times.push(performance.now() - from)
    }
    return times.sort((a, b) => a - b)[45] ?? Infinity
  })
  expect(took).toBeLessThan(100)
})

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

test('runs of another program are read, marked, shown and compared, and nothing else is done with them', async ({ launch, sandbox }) => {
  writeSettings(sandbox, { layout: { 'tour:seen': true } })
  const { app, page } = await launch()
  const id = await beginRun(page, 'penguins', { epochs: 5 })
  await expect.poll(() => status(page, id), { timeout: 90_000 }).toBe('completed')
  // Event files as a program leaves them that was killed while it wrote.
  const events = join(sandbox.dir, 'events')
  await answerDialogs(app, { open: events, save: events })
  const exported = await page.evaluate((run) => window.crossfade.exportRun({ id: run, format: 'tensorboard', epoch: 'best' }), id)
  expect(exported).toMatchObject({ ok: true })
  const [validation = ''] = readdirSync(events, { recursive: true }).map(String).filter((name) => /validation.*tfevents/.test(name))
  truncateSync(join(events, validation), statSync(join(events, validation)).size - 7)

  await page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: 'Runs', exact: true }).click()
  await page.getByRole('button', { name: 'Import runs…' }).click()
  await expect(page.getByRole('region', { name: /^Messages/ }).getByText('1 run of TensorBoard read.')).toBeVisible({ timeout: 30_000 })
  const row = main(page).getByRole('row').filter({ has: page.getByText('imported', { exact: true }) })
  await expect(row).toHaveCount(1)
  await settled(page)
  expect(await complaints(page)).toEqual([])

  await row.getByRole('button').first().click()
  await expect(main(page).getByText(/it cannot be resumed, scored, predicted with, proved or taken away/)).toBeVisible()
  for (const name of ['Evaluation', 'Predict', 'Prove it']) await expect(page.getByRole('tab', { name, exact: true })).toBeDisabled()
  await expect(main(page).getByRole('button', { name: /Train on|Resume/ })).toHaveCount(0)
  await expect(page.getByRole('heading', { name: /^Epoch \d/ })).toBeVisible()
  await settled(page)
  expect(await complaints(page)).toEqual([])
  await page.getByRole('tab', { name: 'Config', exact: true }).click()
  await expect(page.getByText('What the other program tells of its settings')).toBeVisible()

  await page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: 'Runs', exact: true }).click()
  for (const box of await main(page).getByRole('checkbox', { name: /^Choose (?!all)/ }).all()) await box.check()
  await main(page).getByRole('button', { name: /^Compare 2/ }).click()
  await expect(main(page).getByText(/read from another program: which rows were scored there is not known/)).toBeVisible({ timeout: 30_000 })
  await settled(page)
  expect(await complaints(page)).toEqual([])

  // A folder without runs is said, and the list stays as it was.
  await answerDialogs(app, { open: sandbox.userData, save: sandbox.userData })
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: 'Runs', exact: true }).click()
  await page.getByRole('button', { name: 'Import runs…' }).click()
  await expect(page.getByRole('region', { name: /^Messages/ }).getByText(/holds no TensorBoard event files/)).toBeVisible({ timeout: 30_000 })
})

test('one row of an ensemble scores the mean of what its members score', async ({ launch, sandbox }) => {
  writeSettings(sandbox, { layout: { 'tour:seen': true } })
  const { page } = await launch()
  const members = [await beginRun(page, 'penguins', { epochs: 4 }), await beginRun(page, 'penguins', { epochs: 4, seed: 7 })]
  for (const id of members) await expect.poll(() => status(page, id), { timeout: 90_000 }).toBe('completed')
  const kept = await page.evaluate((runs) => window.crossfade.keepEnsemble({ runs, name: 'Both' }), members)
  if (!kept.ok) throw new Error(kept.error.message)
  const scored: (readonly number[])[] = []
  for (const id of [...members, kept.value.id]) {
    const said = await page.evaluate(async (run) => {
      await window.crossfade.openRowForm({ id: run, epoch: 'best' })
      const row = await window.crossfade.rowOfForm({ row: 200 })
      return row.ok ? window.crossfade.scoreRowForm({ rows: [[...row.value.cells]] }) : row
    }, id)
    if (!said.ok) throw new Error(said.error.message)
    scored.push(said.value[0]?.values ?? [])
  }
  const [a = [], b = [], both = []] = scored
  expect(both).toHaveLength(3)
  both.forEach((score, i) => expect(score).toBeCloseTo(((a[i] ?? NaN) + (b[i] ?? NaN)) / 2, 6))
  expect(a[0]).not.toBe(b[0])
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

test('one row of trees: classes follow the cells, and a number has its interval', async ({ launch, sandbox }, info) => {
  test.setTimeout(180_000)
  writeSettings(sandbox, { layout: { 'tour:seen': true } })
  const { page } = await launch()
  const id = await beginRun(page, 'penguins', {}, defaultBaseline('boosted-trees'))
  await showRun(page, id)
  await page.getByRole('radio', { name: 'One row' }).click()
  await expect(scores(page)).toBeVisible({ timeout: 60_000 })
  await page.getByRole('spinbutton', { name: 'Row of the table' }).fill('1')
  await page.getByRole('button', { name: 'Take row' }).click()
  await expect(page.getByText('Began with row 1. The table says Adelie.')).toBeVisible()
  const adelie = Number.parseFloat(await score(page, 'Adelie'))
  expect(adelie).toBeGreaterThan(80)
  await page.getByRole('spinbutton', { name: 'bill_length_mm' }).fill('52')
  await page.getByRole('spinbutton', { name: 'flipper_length_mm' }).fill('225')
  await expect.poll(async () => Number.parseFloat(await score(page, 'Adelie'))).toBeLessThan(adelie)
  await page.getByRole('checkbox', { name: /^Missing.*body_mass_g/ }).check()
  await expect(page.getByRole('button', { name: 'Undo 3 changes' })).toBeEnabled()

  // A regression of the same table, by trees.
  const started = await page.evaluate(async (one) => {
    const before = await window.crossfade.getRun({ id: one })
    if (!before.ok) return before
    const { dataset, experiment } = before.value.record
    const features = experiment.recipe.columns.features.filter((name) => name !== 'body_mass_g').concat('species')
    const recipe = { ...experiment.recipe, task: 'regression' as const, target: 'body_mass_g', columns: { ...experiment.recipe.columns, features }, split: { ...experiment.recipe.split, method: 'random' as const } }
    const training = { ...experiment.training, loss: 'mean-squared-error' as const, classWeights: 'none' as const, stopping: { ...experiment.training.stopping, monitor: 'loss' as const } }
    return window.crossfade.startRun({
      dataset: dataset.id, name: 'Weights of birds', recipe, model: { ...experiment.model, output: { activation: 'linear' } }, training,
      baseline: { kind: 'boosted-trees', rounds: 30, learningRate: 0.1, leaves: 31, leafRows: 5, leafWeight: 0, l2: 1, columns: 0.8, rows: 0.8 },
    })
  }, id)
  if (!started.ok) throw new Error(started.error.message)
  if (!('id' in started.value)) throw new Error('No run was started.')
  const number = started.value.id
  await expect.poll(() => status(page, number), { timeout: 90_000 }).toBe('completed')
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: 'Runs', exact: true }).click()
  await main(page).getByRole('button', { name: 'Weights of birds', exact: true }).first().click()
  await page.getByRole('tab', { name: 'Predict', exact: true }).click()
  await page.getByRole('radio', { name: 'One row' }).click()
  await expect(page.getByText(/95 % interval: /)).toBeVisible({ timeout: 60_000 })
  const interval = async () => (await page.getByText(/95 % interval: /).innerText()).replace(/\s/g, ' ')
  const before = await interval()
  await page.getByRole('spinbutton', { name: 'flipper_length_mm' }).fill('230')
  await expect(page.getByText(/against the row it began from/)).toBeVisible()
  await expect.poll(interval).not.toBe(before)
  await settled(page)
  expect(await complaints(page)).toEqual([])
  await bothThemes(page, info, 'regression-form')
})

async function bothThemes(page: Page, info: TestInfo, name: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await page.evaluate((next) => document.documentElement.setAttribute('data-theme', next), theme)
    await settled(page)
    await page.screenshot({ path: info.outputPath(`${name}-${theme}.png`) })
    expect(await complaints(page)).toEqual([])
  }
}

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
