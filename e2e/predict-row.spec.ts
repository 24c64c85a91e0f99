import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { defaultBaseline } from '@shared/baseline/baseline-settings'
import { beginRun, status } from './begin-run'
import { expect, test, writeSettings } from './crossfade-app'
import { bothThemes, complaints, main, penguins, predictFile, score, scores, showRun } from './predict-tab'
import { settled } from './settled'

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

  // Fifty questions one after the other are each answered in some ms; the limit is one that a busy machine keeps too.
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
  expect(took).toBeLessThan(1000)
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
