import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ElectronApplication, Page } from 'playwright/test'
import type { StudyDesign } from '@shared/study/study'
import { expect, test } from './crossfade-app'
import { formAsText, newStudyAsText, openPenguins, studyOf } from './study-of'

const go = (page: Page, screen: string) => page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: screen, exact: true }).click()

/** Answers the dialogs of the system: this path is picked to open, or to save. */
async function pick(app: ElectronApplication, path: string): Promise<void> {
  await app.evaluate(({ dialog }, chosen) => {
    Object.assign(dialog, {
      showOpenDialog: () => Promise.resolve({ canceled: false, filePaths: [chosen] }),
      showSaveDialog: () => Promise.resolve({ canceled: false, filePath: chosen }),
    })
  }, path)
}

test('a study whose program was killed says so, goes on where it was, and trains nothing twice', async ({ launch }) => {
  test.setTimeout(240_000)
  const first = await launch()
  await openPenguins(first.page)
  await first.page.keyboard.press('Control+Shift+N')
  const { json, design } = await formAsText(first.page)
  const { training } = design.experiment
  await json.fill(JSON.stringify({ ...design, experiment: { ...design.experiment, training: { ...training, epochs: 250, engine: 'graph', stopping: { ...training.stopping, patience: 0 } } } }))
  await first.page.getByRole('button', { name: 'Start the study' }).click()
  await expect(first.page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible({ timeout: 60_000 })
  // Not before some are finished and others are at work.
  await expect.poll(async () => (await studyOf(first.page)).trials.filter((trial) => trial.status === 'completed').length, { timeout: 120_000 }).toBeGreaterThan(1)
  await expect.poll(async () => (await studyOf(first.page)).progress.running, { timeout: 60_000 }).toBeGreaterThan(0)
  const before = await studyOf(first.page)
  const gone = once(first.app.process(), 'exit')
  first.app.process().kill('SIGKILL')
  await gone

  const { page } = await launch()
  await go(page, 'Studies')
  await expect(page.getByRole('main').getByText('Interrupted').first()).toBeVisible()
  const left = await studyOf(page)
  expect(left.record.status).toBe('interrupted')
  const finished = left.trials.filter((trial) => trial.status === 'completed')
  expect(finished.length).toBeGreaterThanOrEqual(before.trials.filter((trial) => trial.status === 'completed').length)
  await page.getByRole('main').getByRole('button', { name: left.record.design.name, exact: true }).click()
  await page.getByRole('button', { name: 'Resume', exact: true }).click()
  await expect(page.getByText(/9 of 9 trials/)).toBeVisible({ timeout: 180_000 })
  await expect.poll(async () => (await studyOf(page)).record.status).toBe('completed')
  const after = await studyOf(page)
  // What was finished stands as it was, in the same runs; no run was made twice.
  for (const trial of finished) expect(after.trials[trial.trial - 1]).toEqual(trial)
  expect(after.trials.map(({ status }) => status)).toEqual(Array.from({ length: 9 }, () => 'completed'))
  expect(new Set(after.trials.map(({ run }) => run)).size).toBe(9)
  for (const trial of left.trials) expect(after.trials[trial.trial - 1]?.run).toBe(trial.run)
})

test('a study is saved to a file and opened from one; a file that is none is refused with the field', async ({ launch, sandbox }) => {
  const { app, page } = await launch()
  await openPenguins(page)
  await page.keyboard.press('Control+Shift+N')
  const path = join(sandbox.dir, 'mine.json')
  await pick(app, path)
  await page.getByRole('button', { name: 'Save…' }).click()
  await expect.poll(() => existsSync(path)).toBe(true)
  const saved = JSON.parse(readFileSync(path, 'utf8')) as StudyDesign
  expect(saved.plan.kind).toBe('search')

  writeFileSync(path, JSON.stringify({ ...saved, name: 'from the file', plan: { kind: 'repeat', seeds: 4, resplit: false } }))
  await page.getByRole('button', { name: 'Open study.json…' }).click()
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('from the file')
  const kept = await formAsText(page)
  expect(kept.design.plan).toMatchObject({ kind: 'repeat', seeds: 4 })

  // What is wrong stands where the text is, by its path; what was open before is a click away.
  writeFileSync(path, JSON.stringify({ ...saved, plan: { kind: 'repeat', seeds: 'many' } }))
  await page.getByRole('button', { name: 'Open study.json…' }).click()
  await expect(page.getByText(/plan.*seeds/).first()).toBeVisible()
  await expect(page.getByRole('button', { name: 'Start the study' })).toBeDisabled()
  writeFileSync(path, 'no JSON at all {')
  await page.getByRole('button', { name: 'Open study.json…' }).click()
  await expect(page.getByText(/JSON/).first()).toBeVisible()
})

test('a learning curve trains on growing shares of the rows, and says whether more would help', async ({ launch }, info) => {
  test.setTimeout(240_000)
  const { page } = await launch()
  const { json, design } = await newStudyAsText(page)
  const training = { ...design.experiment.training, epochs: 10, engine: 'graph' as const }
  await json.fill(JSON.stringify({ ...design, name: 'rows', experiment: { ...design.experiment, training }, plan: { kind: 'learning-curve', shares: [0.1, 0.5, 1], seeds: 2 } }))
  await page.getByRole('tab', { name: 'Form' }).click()
  await expect(page.getByRole('heading', { name: 'Learning curve' })).toBeVisible()
  await page.getByRole('button', { name: 'Start the study' }).click()
  await expect(page.getByText(/6 of 6 trials/)).toBeVisible({ timeout: 120_000 })
  await expect.poll(async () => (await studyOf(page)).record.status).toBe('completed')
  await expect(page.getByRole('img', { name: /Learning curve/ }).or(page.getByRole('figure', { name: /Learning curve/ })).first()).toBeVisible()
  await page.screenshot({ path: info.outputPath('learning-curve.png') })
  const rows = (await studyOf(page)).trials.map((trial) => trial.status)
  expect(rows).toEqual(Array.from({ length: 6 }, () => 'completed'))
})
