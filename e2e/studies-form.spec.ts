import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RunNotes, RunRecord } from '@shared/run/run-record'
import { beginRun, status } from './begin-run'
import { expect, test } from './crossfade-app'
import { newStudyAsText, openPenguins, studyOf } from './study-of'

test('baselines are trained beside a study, on its rows and split, with their cost said before and their values on its board', async ({ launch, sandbox }, info) => {
  test.setTimeout(240_000)
  const { page } = await launch()
  const main = page.getByRole('main')
  const { json, design } = await newStudyAsText(page)
  await json.fill(JSON.stringify({ ...design, experiment: { ...design.experiment, training: { ...design.experiment.training, epochs: 3, engine: 'graph' } } }))
  await page.getByRole('tab', { name: 'Form' }).click()
  const beside = main.getByRole('region', { name: 'Baselines beside it' })
  await expect(beside.getByRole('checkbox')).toHaveCount(4)
  await expect(beside).toContainText(/3 trees a round, one a class.*at most about/)
  for (const name of ['Most frequent class', 'Logistic regression', 'Boosted trees', 'Forest of trees']) await beside.getByRole('checkbox', { name }).check()
  await page.screenshot({ path: info.outputPath('form.png') })
  await page.getByRole('button', { name: 'Start the study' }).click()
  await expect(page.getByText(/9 of 9 trials/)).toBeVisible({ timeout: 120_000 })

  const shown = main.getByRole('region', { name: 'Baselines beside it' })
  for (const name of ['Most frequent class', 'Logistic regression', 'Boosted trees', 'Forest of trees']) {
    await expect(shown.getByRole('listitem').filter({ hasText: name })).toContainText(/\d %$/, { timeout: 120_000 })
  }
  await page.screenshot({ path: info.outputPath('board.png') })
  const { record, trials } = await studyOf(page)
  // The same rows, and the test rows of none are scored.
  const readRun = (id: string, file: string): unknown => JSON.parse(readFileSync(join(sandbox.workspace, 'runs', id, file), 'utf8'))
  const tagged = readdirSync(join(sandbox.workspace, 'runs')).filter((id) => (readRun(id, 'notes.json') as RunNotes).tags.includes(record.id))
  const all = tagged.map((id) => readRun(id, 'run.json') as RunRecord)
  const records = [...all.filter((one) => one.id === trials[0]?.run), ...all.filter((one) => one.study === undefined)]
  expect(records).toHaveLength(5)
  expect(new Set(records.map((one) => one.prepared)).size).toBe(1)
  expect(records.map((one) => one.test)).toEqual([null, null, null, null, null])
  expect(records.slice(1).map((one) => one.kind).sort()).toEqual(['layers', 'trees', 'trees', 'trees'])

  await shown.getByRole('button', { name: 'Forest of trees' }).click()
  await expect(page.getByRole('tab', { name: 'Curves' })).toBeVisible()

  // Folds are other rows for each trial: no one split could be shared.
  await page.keyboard.press('Control+Shift+N')
  await main.getByRole('radio', { name: 'Cross-validation' }).click()
  await expect(main.getByRole('heading', { level: 2, name: 'Cross-validation' })).toBeVisible()
  await expect(main.getByRole('region', { name: 'Baselines beside it' })).toHaveCount(0)
})

test('what a study will take is said before any run, better after one, and never more than its minutes', async ({ launch }) => {
  const { page } = await launch()
  await openPenguins(page)
  await page.keyboard.press('Control+Shift+N')
  const time = page.getByRole('complementary', { name: 'What the study comes to' }).getByText('Time', { exact: true }).locator('+ dd')
  await expect(time).toHaveText(/^roughly \d/)
  const run = await beginRun(page, 'penguins', { epochs: 20 })
  await expect.poll(() => status(page, run), { timeout: 60_000 }).toBe('completed')
  await expect(time).toHaveText(/^at most about \d/)
  const minutes = page.getByRole('main').getByRole('spinbutton', { name: 'Minutes of work' })
  await minutes.fill('0.001')
  await minutes.press('Tab')
  await expect(time).toHaveText(/, then it ends$/)
})
