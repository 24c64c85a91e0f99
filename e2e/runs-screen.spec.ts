import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright/test'
import { answerDialogs } from './answer-dialogs'
import { beginRun, endless, finishedEpochs, runDetail, status } from './begin-run'
import { expect, test } from './crossfade-app'
import { repository } from './electron-under-test'

const go = (page: Page, screen: string) => page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: screen, exact: true }).click()
const penguins = join(repository, 'resources', 'samples', 'palmer_penguins.csv')
const quick = { epochs: 4, keepEvery: 2 }

async function completed(page: Page, count: number, change: object = {}): Promise<string[]> {
  const ids: string[] = []
  for (let i = 0; i < count; i++) {
    const id = await beginRun(page, 'penguins', { ...quick, ...change })
    await expect.poll(() => status(page, id), { timeout: 60_000 }).toBe('completed')
    await page.evaluate(([run, name]) => window.crossfade.annotateRun({ id: run, name }), [id, `Run ${i + 1}`] as const)
    ids.push(id)
  }
  return ids
}

test('renames, tags, archives and deletes runs, and takes each back with Ctrl+Z', async ({ launch, sandbox }) => {
  const { page } = await launch()
  const [first = ''] = await completed(page, 2)
  await go(page, 'Runs')
  const table = page.getByRole('table', { name: 'Runs' })
  await expect(table.getByRole('row')).toHaveCount(3)

  await table.getByRole('button', { name: 'Actions for Run 1' }).click()
  await page.getByRole('menuitem', { name: 'Rename…' }).click()
  await page.getByRole('textbox', { name: 'Rename Run 1' }).fill('Renamed')
  await page.keyboard.press('Enter')
  await expect(table.getByRole('button', { name: 'Renamed', exact: true })).toBeVisible()

  await table.getByRole('button', { name: 'Actions for Renamed' }).click()
  await page.getByRole('menuitem', { name: 'Tags…' }).click()
  await page.getByLabel('Tags', { exact: true }).fill('baseline, wide')
  await page.getByRole('button', { name: 'Keep' }).click()
  await expect(table.getByText('baseline')).toBeVisible()
  expect(JSON.parse(readFileSync(join(sandbox.workspace, 'runs', first, 'notes.json'), 'utf8'))).toMatchObject({ name: 'Renamed', tags: ['baseline', 'wide'] })

  await table.getByRole('button', { name: 'Actions for Renamed' }).click()
  await page.getByRole('menuitem', { name: 'Archive' }).click()
  await expect(table.getByRole('row')).toHaveCount(2)
  await page.getByRole('heading', { level: 1, name: 'Runs' }).click()
  await page.keyboard.press('Control+z')
  await expect(table.getByRole('row')).toHaveCount(3)

  await table.getByRole('checkbox', { name: 'Choose Run 2' }).check()
  await page.getByRole('button', { name: 'Delete 1' }).click()
  await expect(table.getByRole('row')).toHaveCount(2)
  expect(readdirSync(join(sandbox.workspace, 'bin'))).toHaveLength(1)
  await page.keyboard.press('Control+z')
  await expect(table.getByRole('row')).toHaveCount(3)
  expect(readdirSync(join(sandbox.workspace, 'bin'))).toEqual([])
  // Further back: the tags, then the name.
  await page.keyboard.press('Control+z')
  await expect(table.getByText('baseline')).toHaveCount(0)
  await page.keyboard.press('Control+z')
  await expect(table.getByRole('button', { name: 'Run 1', exact: true })).toBeVisible()
})

test('shows a run that cannot be read beside the others, and leaves it alone', async ({ launch, sandbox }, info) => {
  const { page } = await launch()
  await completed(page, 1)
  const broken = join(sandbox.workspace, 'runs', 'r-20260101-000000-abcde')
  mkdirSync(broken)
  writeFileSync(join(broken, 'run.json'), '{"version":2,"id":"r-2026')
  await go(page, 'Runs')
  await expect(page.getByText('1 run cannot be read and is left alone:')).toBeVisible()
  await expect(page.getByText(broken)).toBeVisible()
  await expect(page.getByRole('table', { name: 'Runs' }).getByRole('row')).toHaveCount(2)
  await page.screenshot({ path: info.outputPath('unreadable.png') })
  expect(readFileSync(join(broken, 'run.json'), 'utf8')).toBe('{"version":2,"id":"r-2026')
})

test('says that a search is not applied, groups, and does only what is in view', async ({ launch }, info) => {
  const { page } = await launch()
  const [, second = ''] = await completed(page, 3)
  await page.evaluate((id) => window.crossfade.annotateRun({ id, tags: ['kept'] }), second)
  await go(page, 'Runs')
  const table = page.getByRole('table', { name: 'Runs' })
  await page.getByRole('checkbox', { name: 'Choose all runs' }).check()
  const search = page.getByRole('combobox', { name: 'Search runs' })
  await search.fill('tag = kept')
  await expect(table.getByRole('row')).toHaveCount(2)
  await expect(page.getByText('2 chosen out of view: let go')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Delete 1' })).toBeVisible()
  await search.fill('tag > kept')
  await expect(page.getByText(/The search is not applied: tag is text/)).toBeVisible()
  await page.screenshot({ path: info.outputPath('not-applied.png') })
  await search.fill('')
  await expect(table.getByRole('row')).toHaveCount(4)
  await page.getByRole('combobox', { name: 'Group runs' }).click()
  await page.getByRole('option', { name: 'By tags' }).click()
  await expect(table.getByRole('button', { name: 'kept 1 run' })).toBeVisible()
  await page.screenshot({ path: info.outputPath('grouped.png') })
})

test('goes on with a run after its trainer was killed, exactly', async ({ launch, sandbox }) => {
  const { page } = await launch()
  const id = await beginRun(page, 'penguins', endless)
  await finishedEpochs(page, id, 3)
  await expect.poll(() => existsSync(join(sandbox.workspace, 'runs', id, 'checkpoint'))).toBe(true)
  const lock = JSON.parse(readFileSync(join(sandbox.workspace, 'runs', id, 'lock'), 'utf8')) as { pid: number }
  process.kill(lock.pid, 'SIGKILL')
  await expect.poll(() => status(page, id)).toBe('interrupted')
  const before = await runDetail(page, id)
  await go(page, 'Runs')
  await page.getByRole('main').getByRole('button', { name: 'Test run', exact: true }).click()
  await page.getByRole('button', { name: 'Resume' }).click()
  await finishedEpochs(page, id, before.metrics.length + 2)
  const after = await runDetail(page, id)
  expect(after.metrics.map(({ epoch }) => epoch)).toEqual(after.metrics.map((_, index) => index + 1))
  expect(after.metrics.slice(0, before.metrics.length).map(({ loss }) => loss)).toEqual(before.metrics.map(({ loss }) => loss))
  expect(after.record.segments).toMatchObject([{ kind: 'start', outcome: 'interrupted' }, { kind: 'resume', outcome: null }])
  await page.getByRole('button', { name: 'Stop', exact: true }).first().click()
  await expect.poll(() => status(page, id)).toBe('stopped')
})

test('offers to train again what was killed before its first checkpoint', async ({ launch, sandbox }) => {
  const { page } = await launch()
  const id = await beginRun(page, 'penguins', endless)
  await finishedEpochs(page, id, 1)
  const lock = JSON.parse(readFileSync(join(sandbox.workspace, 'runs', id, 'lock'), 'utf8')) as { pid: number }
  process.kill(lock.pid, 'SIGKILL')
  await expect.poll(() => status(page, id)).toBe('interrupted')
  // The first checkpoint may have been quicker than the kill: without it the folder is what an earlier kill leaves.
  rmSync(join(sandbox.workspace, 'runs', id, 'checkpoint'), { force: true })
  await go(page, 'Runs')
  await page.getByRole('main').getByRole('button', { name: 'Test run', exact: true }).click()
  await expect(page.getByText('It ended before its first checkpoint', { exact: false })).toBeVisible()
  await page.getByRole('button', { name: 'Train again' }).click()
  await expect.poll(async () => readdirSync(join(sandbox.workspace, 'runs')).length).toBe(2)
  const other = readdirSync(join(sandbox.workspace, 'runs')).find((name) => name !== id) ?? ''
  await finishedEpochs(page, other, 2)
  expect((await runDetail(page, other)).record.experiment.training).toEqual((await runDetail(page, id)).record.experiment.training)
  await page.evaluate((run) => window.crossfade.stopRun({ id: run, when: 'now' }), other)
  await expect.poll(() => status(page, other)).toBe('stopped')
})

test('predicts a file that the person chose, and says what was unseen', async ({ launch, sandbox }, info) => {
  const { app, page } = await launch()
  await completed(page, 1)
  const file = join(sandbox.dir, 'new.csv')
  writeFileSync(file, `${readFileSync(penguins, 'utf8').split('\n').slice(0, 5).join('\n').replace('Torgersen', 'Mars')}\n`)
  const out = join(sandbox.dir, 'predicted.csv')
  await answerDialogs(app, { open: file, save: out })
  await go(page, 'Runs')
  await page.getByRole('button', { name: 'Run 1', exact: true }).click()
  await page.getByRole('tab', { name: 'Predict' }).click()
  await page.getByRole('button', { name: 'Choose a file…' }).click()
  await expect(page.getByText('new.csv')).toBeVisible()
  await page.getByRole('checkbox', { name: /One column a class/ }).check()
  await page.getByRole('combobox', { name: 'Weights' }).click()
  await page.getByRole('option', { name: 'Epoch 2' }).click()
  await page.getByRole('button', { name: 'Predict…' }).click()
  await expect(page.getByRole('heading', { name: '4 rows predicted' })).toBeVisible({ timeout: 60_000 })
  await expect(page.getByText('island: 1 row has a category that training did not have.')).toBeVisible()
  await page.screenshot({ path: info.outputPath('predicted.png') })
  await page.getByRole('button', { name: 'Score validation rows' }).click()
  await expect(page.getByRole('table', { name: /validation rows, weights of epoch 2/ })).toBeVisible({ timeout: 60_000 })
  const [header = '', ...rows] = readFileSync(out, 'utf8').trim().split('\n')
  expect(header.split(',').slice(-5)).toEqual(['prediction', 'score', 'Adelie', 'Chinstrap', 'Gentoo'])
  expect(rows).toHaveLength(4)
})

test('proves a run, stopped in the middle or completed, and can be cancelled', async ({ launch }, info) => {
  const { page } = await launch()
  const id = await beginRun(page, 'penguins', endless)
  await finishedEpochs(page, id, 40)
  await page.evaluate((run) => window.crossfade.stopRun({ id: run, when: 'now' }), id)
  await expect.poll(() => status(page, id)).toBe('stopped')
  await go(page, 'Runs')
  await page.getByRole('main').getByRole('button', { name: 'Test run', exact: true }).click()
  await page.getByRole('tab', { name: 'Prove it' }).click()
  await page.getByRole('button', { name: 'Prove it' }).click()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByText('Cancelled. Nothing was proved', { exact: false })).toBeVisible({ timeout: 60_000 })
  await page.getByRole('button', { name: 'Prove it' }).click()
  await expect(page.getByRole('heading', { name: 'The same, to the last bit' })).toBeVisible({ timeout: 90_000 })
  await expect(page.getByText('up to the step at which it was stopped', { exact: false })).toBeVisible()
  await page.screenshot({ path: info.outputPath('proved.png') })
})

test('shows what waits, in order, and lets it be moved, paused and taken out', async ({ launch }, info) => {
  const { page } = await launch()
  await page.evaluate(() => window.crossfade.changeWorkspace({ parallelRuns: 1 }))
  const working = await beginRun(page, 'penguins', endless)
  await finishedEpochs(page, working, 1)
  const waiting: string[] = []
  for (const name of ['second', 'third', 'fourth']) {
    const id = await beginRun(page, 'penguins', quick)
    await page.evaluate(([run, text]) => window.crossfade.annotateRun({ id: run, name: text }), [id, name] as const)
    waiting.push(id)
  }
  await go(page, 'Runs')
  const queue = page.getByRole('list', { name: 'Waiting runs' })
  await expect(queue.getByRole('listitem')).toHaveCount(3)
  const order = async () => (await queue.getByRole('listitem').allInnerTexts()).map((text) => /second|third|fourth/.exec(text)?.[0])
  expect(await order()).toEqual(['second', 'third', 'fourth'])
  await queue.getByRole('button', { name: 'Move fourth up' }).click()
  await expect.poll(order).toEqual(['second', 'fourth', 'third'])
  await page.screenshot({ path: info.outputPath('queue.png') })
  await queue.getByRole('button', { name: 'Take second out of the queue' }).click()
  await expect.poll(order).toEqual(['fourth', 'third'])
  expect(await status(page, waiting[0] ?? '')).toBe('stopped')
  await page.getByRole('button', { name: 'Pause the queue' }).click()
  await expect(page.getByText('Paused: nothing is started')).toBeVisible()
  await page.evaluate((run) => window.crossfade.stopRun({ id: run, when: 'now' }), working)
  await expect.poll(() => status(page, working)).toBe('stopped')
  expect(await order()).toEqual(['fourth', 'third'])
  await page.getByRole('button', { name: 'Go on with the queue' }).click()
  for (const id of waiting.slice(1)) await expect.poll(() => status(page, id), { timeout: 60_000 }).toBe('completed')
})

test('says what takes room, prunes by rule, and empties the bin', async ({ launch, sandbox }, info) => {
  const { app, page } = await launch()
  // The trash of the system is none of this test's business.
  await app.evaluate(({ shell }) => Object.assign(shell, { trashItem: () => Promise.reject(new Error('no trash')) }))
  const [first = '', second = ''] = await completed(page, 2)
  await page.evaluate((id) => window.crossfade.deleteRun({ id }), second)
  await go(page, 'Runs')
  await page.getByRole('button', { name: 'Storage' }).click()
  await expect(page.getByRole('rowheader', { name: 'Kept epochs' })).toBeVisible()
  await page.screenshot({ path: info.outputPath('storage.png') })
  const before = readFileSync(join(sandbox.workspace, 'runs', first, 'run.json'), 'utf8')
  await page.getByRole('group', { name: /Kept epochs, but/ }).getByLabel('Of all runs').check()
  await page.getByRole('button', { name: 'See what would go' }).click()
  await expect(page.getByText(/files, .* of 1 run\./)).toBeVisible()
  await page.getByRole('button', { name: /^Remove / }).click()
  await expect(page.getByText(/made free, from 1 run/)).toBeVisible()
  expect(readdirSync(join(sandbox.workspace, 'runs', first, 'model')).sort()).toEqual(['best', 'last'])
  expect(readFileSync(join(sandbox.workspace, 'runs', first, 'run.json'), 'utf8')).toBe(before)
  await page.getByRole('button', { name: 'Empty the bin' }).click()
  await expect(page.getByText(/There is no trash of the system/)).toBeVisible()
  await page.getByRole('button', { name: 'Restore Run 2' }).click()
  await expect(page.getByText('The bin is empty.')).toBeVisible()
  await page.getByRole('button', { name: 'Keep a copy of palmer_penguins.csv' }).click()
  await expect.poll(() => readdirSync(join(sandbox.workspace, 'datasets')).filter((name) => name.endsWith('.parquet'))).toHaveLength(1)
})

test('shows a run that the terminal makes, live, and its end', async ({ launch, sandbox }) => {
  const { page } = await launch()
  await go(page, 'Runs')
  await expect(page.getByText('No runs yet')).toBeVisible()
  const line = ['train', penguins, '--target', 'species', '--epochs', '100000', '--patience', '0', '--name', 'From the terminal', '--workspace', sandbox.workspace]
  const terminal = spawn(process.execPath, [join(repository, 'out', 'main', 'cli.js'), ...line], { env: { ...process.env, CROSSFADE_CONFIG_DIR: join(sandbox.dir, 'config') }, stdio: 'ignore' })
  const ended = once(terminal, 'exit')
  const row = page.getByRole('row', { name: /From the terminal/ })
  await expect(row).toContainText('Training', { timeout: 60_000 })
  await row.getByRole('button', { name: 'From the terminal', exact: true }).click()
  await expect.poll(async () => (await page.getByRole('tabpanel', { name: 'Curves' }).count()) > 0).toBe(true)
  const [id = ''] = readdirSync(join(sandbox.workspace, 'runs'))
  await finishedEpochs(page, id, 5)
  terminal.kill('SIGINT')
  expect(await ended).toEqual([130, null])
  await go(page, 'Runs')
  await expect(row).toContainText('Paused')
})
