import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Page } from 'playwright/test'
import { beginRun, runDetail, status } from './begin-run'
import { expect, test } from './crossfade-app'
import { repository } from './electron-under-test'

const go = (page: Page, screen: string) => page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: screen, exact: true }).click()
const penguins = join(repository, 'resources', 'samples', 'palmer_penguins.csv')

/** A run of four epochs, and its screen. */
async function openCompleted(page: Page): Promise<string> {
  const id = await beginRun(page, 'penguins', { epochs: 4, engine: 'graph', stopping: { monitor: 'loss', patience: 0, minDelta: 0 } })
  await expect.poll(() => status(page, id), { timeout: 60_000 }).toBe('completed')
  await go(page, 'Runs')
  await page.getByRole('main').getByRole('button', { name: 'Test run', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Test run' })).toBeVisible()
  return id
}

/** What a person waits for at most, from the terminal's first word of a run to its row in the open window. */
const appearsWithinMs = 5_000

test('shows a run of the terminal soon after the terminal tells of it', async ({ launch, sandbox }, info) => {
  const { page } = await launch()
  await go(page, 'Runs')
  await expect(page.getByText('No runs yet')).toBeVisible()
  const line = ['train', penguins, '--target', 'species', '--epochs', '100000', '--patience', '0', '--engine', 'graph', '--name', 'From the terminal', '--workspace', sandbox.workspace]
  const terminal = spawn(process.execPath, [join(repository, 'out', 'main', 'cli.js'), ...line], { env: { ...process.env, CROSSFADE_CONFIG_DIR: join(sandbox.dir, 'config') }, stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = once(terminal, 'exit')
  const row = page.getByRole('table', { name: 'Runs' }).getByRole('row', { name: /From the terminal/ })
  await once(terminal.stderr, 'data')
  const told = Date.now()
  // The terminal has nothing to say before there is a run; from here on the window has this long.
  await expect(row).toBeVisible({ timeout: appearsWithinMs })
  const took = Date.now() - told
  info.annotations.push({ type: 'measured', description: `in the window ${took} ms after the terminal's first line` })
  expect(took).toBeLessThanOrEqual(appearsWithinMs)
  await expect(row).toContainText('Training', { timeout: 60_000 })
  terminal.stderr.resume()
  terminal.kill('SIGINT')
  expect(await ended).toEqual([130, null])
  await expect(row).toContainText('Paused')
})

test('trains on for the epochs that were asked for, from the last weights', async ({ launch }) => {
  const { page } = await launch()
  const id = await openCompleted(page)
  const before = await runDetail(page, id)
  await page.getByRole('button', { name: 'Train on…' }).click()
  const form = page.getByRole('dialog', { name: 'Train on' })
  await form.getByLabel('Epochs more').fill('3')
  await form.getByRole('button', { name: 'Train on', exact: true }).click()
  await expect.poll(async () => (await runDetail(page, id)).metrics.length, { timeout: 60_000 }).toBe(7)
  await expect.poll(() => status(page, id), { timeout: 60_000 }).toBe('completed')
  const after = await runDetail(page, id)
  expect(after.record.epochs).toBe(7)
  expect(after.metrics.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6, 7])
  expect(after.metrics.slice(0, 4).map(({ loss }) => loss)).toEqual(before.metrics.map(({ loss }) => loss))
  expect(after.record.segments).toMatchObject([{ kind: 'start', outcome: 'completed' }, { kind: 'train-on', outcome: 'completed' }])
  const loss = page.getByRole('table', { name: 'Loss', exact: true }).locator('tbody tr')
  await expect(loss).toHaveCount(7)
  // The list says beside its test figures that their rows were not used once.
  await go(page, 'Runs')
  await expect(page.getByRole('table', { name: 'Runs' }).getByRole('img', { name: /looked at .*before it was trained on/ }).first()).toBeVisible()
})

test('duplicates a run to the Design screen, where it trains to the same numbers', async ({ launch }) => {
  const { page } = await launch()
  const id = await openCompleted(page)
  await page.getByRole('button', { name: 'More actions for this run' }).click()
  await page.getByRole('menuitem', { name: 'Duplicate to Design' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Design' })).toBeVisible()
  await expect(page.getByLabel('Epochs, at most')).toHaveValue('4')
  await page.getByLabel('Name of the run').fill('Again')
  await page.getByLabel('Name of the run').press('Tab')
  await page.getByRole('main').getByRole('button', { name: /^Train/ }).first().click()
  await expect(page.getByRole('heading', { level: 1, name: 'Again' })).toBeVisible({ timeout: 60_000 })
  await expect(page.getByRole('main').getByText('Completed').first()).toBeVisible({ timeout: 60_000 })
  const list = await page.evaluate(async () => {
    const answer = await window.crossfade.listRuns({ from: 0 })
    return answer.ok ? answer.value.entries : '[]'
  })
  const others = (JSON.parse(list) as { record?: { id: string } }[]).flatMap(({ record }) => (record === undefined || record.id === id ? [] : [record.id]))
  expect(others).toHaveLength(1)
  const [first, again] = [await runDetail(page, id), await runDetail(page, others[0] ?? '')]
  expect(again.record.experiment.model).toEqual(first.record.experiment.model)
  expect(again.record.experiment.training).toEqual(first.record.experiment.training)
  expect(again.record.experiment.recipe).toEqual(first.record.experiment.recipe)
  expect(again.metrics.map(({ loss }) => loss)).toEqual(first.metrics.map(({ loss }) => loss))
})

test('completes what is typed in the run search, and says what is wrong with it and where', async ({ launch }) => {
  const { page } = await launch()
  const id = await openCompleted(page)
  await page.evaluate((run) => window.crossfade.annotateRun({ id: run, tags: ['baseline'] }), id)
  const other = await beginRun(page, 'penguins', { epochs: 2 })
  await expect.poll(() => status(page, other), { timeout: 60_000 }).toBe('completed')
  await go(page, 'Runs')
  const table = page.getByRole('table', { name: 'Runs' })
  await expect(table.getByRole('row')).toHaveCount(3)
  const search = page.getByRole('combobox', { name: 'Search runs' })
  // What is offered goes with the focus, and what is wrong is said in its place.
  const leave = () => page.getByRole('heading', { level: 1, name: 'Runs' }).click()
  const offers = page.getByRole('listbox', { name: 'What can be written here' })

  // A field, its operator, a value that a run has, how to go on: without a letter typed in full.
  await search.pressSequentially('ta')
  await expect(offers.getByRole('option', { name: /^tag/ })).toBeVisible()
  await search.press('Tab')
  await expect(search).toHaveValue('tag ')
  await expect(search).toBeFocused()
  await expect(offers.getByRole('option').first()).toContainText('=')
  await search.press('Tab')
  await expect(search).toHaveValue('tag = ')
  await expect(offers.getByRole('option', { name: 'baseline' })).toBeVisible()
  await search.press('ArrowDown')
  await search.press('Enter')
  await expect(search).toHaveValue('tag = baseline ')
  await expect(offers.getByRole('option', { name: /^AND/ })).toBeVisible()
  await expect(table.getByRole('row')).toHaveCount(2)
  await leave()

  // What is wrong is named, under the field, with what was written; the list stays what the last search made of it, and says so.
  const main = page.getByRole('main')
  await search.fill('tag = baseline AND test.accuracy > lots')
  await leave()
  await expect(search).toHaveAttribute('aria-invalid', 'true')
  await expect(main.getByText('test.accuracy is a number, and lots is none.', { exact: true })).toBeVisible()
  await expect(main.getByText('The search is not applied: test.accuracy is a number, and lots is none. The list shows what tag = baseline finds.')).toBeVisible()
  await expect(table.getByRole('row')).toHaveCount(2)
  await search.fill('')
  await expect(table.getByRole('row')).toHaveCount(3)
  await search.fill('nosuchfield = 1')
  await leave()
  await expect(search).toHaveAttribute('aria-invalid', 'true')
  await expect(main.getByText(/^The search is not applied: .*nosuchfield.* The list shows all runs\.$/)).toBeVisible()
  await expect(table.getByRole('row')).toHaveCount(3)
  await search.fill('epochs >= 4')
  await expect(search).toHaveAttribute('aria-invalid', 'false')
  await expect(table.getByRole('row')).toHaveCount(2)
})
