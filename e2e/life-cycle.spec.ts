import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ElectronApplication } from 'playwright/test'
import { beginRun, endless, finishedEpochs, runDetail, status } from './begin-run'
import { expect, logOf, test, writeSettings } from './crossfade-app'
import { electronExecutable, repository } from './electron-under-test'

/** Answers the next question of the program with the button of this label. */
async function answerQuestion(app: ElectronApplication, label: string): Promise<void> {
  await app.evaluate(({ dialog }, wanted) => {
    const answer = (...given: unknown[]) => {
      const options = given[given.length - 1] as { buttons: string[] }
      Object.assign(globalThis, { asked: options })
      return Promise.resolve({ response: options.buttons.indexOf(wanted), checkboxChecked: false })
    }
    Object.assign(dialog, { showMessageBox: answer })
  }, label)
}

const ended = (app: ElectronApplication) => once(app.process(), 'exit')

/** As a person closes the window. */
const closeWindow = (app: ElectronApplication) => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())

const runRecord = (workspace: string, id: string) =>
  JSON.parse(readFileSync(join(workspace, 'runs', id, 'run.json'), 'utf8')) as { status: string; epochs: number; reason: string | null }

test('keeps a broken settings file aside and says so', async ({ launch, sandbox }) => {
  writeFileSync(join(sandbox.userData, 'settings.json'), '{"version":1,"theme":"da')
  const { page } = await launch()
  await expect(page.getByRole('region', { name: /^Messages/ }).getByText(/settings file could not be used/)).toBeVisible()
  const aside = readdirSync(sandbox.userData).filter((name) => /^settings\.broken-.*\.json$/.test(name))
  expect(aside).toHaveLength(1)
  expect(readFileSync(join(sandbox.userData, aside[0] ?? ''), 'utf8')).toBe('{"version":1,"theme":"da')
})

test('keeps what is set in the window', async ({ launch }) => {
  const first = await launch()
  await first.page.evaluate(() => window.crossfade.changeSettings({ theme: 'dark', layout: { split: 0.4 } }))
  await first.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setBounds({ width: 1000, height: 700 }))
  const end = ended(first.app)
  await closeWindow(first.app)
  await end
  const second = await launch()
  const snapshot = await second.page.evaluate(() => window.crossfade.snapshot())
  expect(snapshot).toMatchObject({ ok: true, value: { settings: { theme: 'dark', layout: { split: 0.4 } } } })
  expect(await second.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds())).toMatchObject({ width: 1000, height: 700 })
})

test('opens with a plain message when the workspace cannot be used', async ({ launch, sandbox }) => {
  writeFileSync(join(sandbox.dir, 'a-file'), '')
  writeSettings(sandbox, { workspace: join(sandbox.dir, 'a-file') })
  const { app, page } = await launch()
  await expect(page.getByRole('region', { name: /^Messages/ }).getByText(/is a file, not a folder/)).toBeVisible()
  expect(await page.evaluate(() => window.crossfade.openSample({ sample: 'penguins' }))).toMatchObject({ ok: false, error: { code: 'workspace-unavailable' } })
  // Another folder helps, without a new start.
  await app.evaluate(({ dialog }, dir) => {
    Object.assign(dialog, { showOpenDialog: () => Promise.resolve({ canceled: false, filePaths: [dir] }) })
  }, sandbox.workspace)
  expect(await page.evaluate(() => window.crossfade.chooseWorkspace())).toMatchObject({ ok: true, value: { workspace: { dir: sandbox.workspace }, notices: [] } })
  await expect(page.getByText(/TensorFlow \d+\.\d+/)).toBeVisible({ timeout: 60_000 })
  expect(await page.evaluate(() => window.crossfade.openSample({ sample: 'penguins' }))).toMatchObject({ ok: true, value: { rows: 344 } })
})

test('raises the first window on a second start', async ({ launch, sandbox }) => {
  const { app } = await launch()
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide())
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const second = spawn(electronExecutable(), [...root, repository], { env: { ...process.env, CROSSFADE_USER_DATA: sandbox.userData }, stdio: 'ignore' })
  expect(await once(second, 'exit')).toEqual([0, null])
  await expect.poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.isVisible()))).toEqual([true])
})

test('says plainly that a killed trainer ended the run, and stays usable', async ({ launch, sandbox }, info) => {
  const { page } = await launch()
  const id = await beginRun(page, 'penguins', endless)
  await finishedEpochs(page, id, 3)
  // The first checkpoint comes some seconds after the start; from then on the run can go on where it was.
  await expect.poll(() => existsSync(join(sandbox.workspace, 'runs', id, 'checkpoint'))).toBe(true)
  const lock = JSON.parse(readFileSync(join(sandbox.workspace, 'runs', id, 'lock'), 'utf8')) as { pid: number }
  process.kill(lock.pid, 'SIGKILL')
  await expect.poll(() => status(page, id)).toMatch(/failed|interrupted/)
  const { record } = await runDetail(page, id)
  // Where the machine is busy, Electron hears that the channel closed before it hears of the signal.
  expect(record.reason).toMatch(/^The trainer engine ended unexpectedly \(was killed(, by the system if memory ran out| or crashed; the system did not say which)\)\.$/)
  expect(record.epochs).toBeGreaterThanOrEqual(3)
  // As the person sees it: on the screen of the run, with a way to go on.
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: 'Runs', exact: true }).click()
  await page.getByRole('main').getByRole('button', { name: 'Test run', exact: true }).click()
  await expect(page.getByText('The trainer engine ended unexpectedly', { exact: false }).first()).toBeVisible()
  await expect(page.getByRole('button', { name: /Resume/ })).toBeEnabled()
  await page.screenshot({ path: info.outputPath('killed.png') })
  // The next run gets a new trainer.
  const next = await beginRun(page, 'penguins', { epochs: 2 })
  await expect.poll(() => status(page, next), { timeout: 60_000 }).toBe('completed')
})

test('asks before it quits while a run trains, and stays when cancelled', async ({ launch }) => {
  const { app, page } = await launch()
  const id = await beginRun(page, 'penguins', endless)
  await finishedEpochs(page, id, 1)
  await answerQuestion(app, 'Cancel')
  await closeWindow(app)
  await expect.poll(() => app.evaluate(() => (globalThis as { asked?: { message: string } }).asked?.message)).toBe('A run is training.')
  expect(await status(page, id)).toBe('training')
  await page.evaluate((run) => window.crossfade.stopRun({ id: run, when: 'now' }), id)
  await expect.poll(() => status(page, id)).toBe('stopped')
})

test('stops and keeps the run when told so on quitting, and goes on with it after a new start', async ({ launch, sandbox }) => {
  const first = await launch()
  const id = await beginRun(first.page, 'penguins', endless)
  await finishedEpochs(first.page, id, 2)
  await answerQuestion(first.app, 'Stop and keep')
  const end = ended(first.app)
  await closeWindow(first.app)
  await end
  const kept = runRecord(sandbox.workspace, id)
  expect(kept.status).toMatch(/paused|stopped/)
  expect(existsSync(join(sandbox.workspace, 'runs', id, 'lock'))).toBe(false)

  const { page } = await launch()
  const resumed = await page.evaluate((run) => window.crossfade.resumeRun({ id: run }), id)
  expect(resumed).toMatchObject({ ok: true })
  await finishedEpochs(page, id, kept.epochs + 2)
  const { metrics } = await runDetail(page, id)
  expect(metrics.map(({ epoch }) => epoch)).toEqual(metrics.map((_, index) => index + 1))
  await page.evaluate((run) => window.crossfade.stopRun({ id: run, when: 'now' }), id)
  await expect.poll(() => status(page, id)).toBe('stopped')
})

test('goes on in the background until the run is done, then ends', async ({ launch, sandbox }) => {
  const { app, page } = await launch()
  const id = await beginRun(page, 'songs', { ...endless, epochs: 12 })
  await finishedEpochs(page, id, 1)
  await answerQuestion(app, 'Go on in the background')
  const end = ended(app)
  await closeWindow(app)
  expect(await end).toEqual([0, null])
  expect(runRecord(sandbox.workspace, id)).toMatchObject({ status: 'completed', epochs: 12 })
})

test('ends at SIGTERM without asking, and keeps the run', async ({ launch, sandbox }) => {
  const { app, page } = await launch()
  const id = await beginRun(page, 'penguins', endless)
  await finishedEpochs(page, id, 1)
  const end = ended(app)
  app.process().kill('SIGTERM')
  await end
  expect(runRecord(sandbox.workspace, id).status).toMatch(/paused|stopped/)
})

test('keeps the machine awake only while something trains', async ({ launch }) => {
  const { app, page } = await launch()
  await app.evaluate(({ powerSaveBlocker }) => {
    const held = new Set<number>()
    Object.assign(globalThis, { held })
    const { start, stop } = powerSaveBlocker
    Object.assign(powerSaveBlocker, {
      start: (type: 'prevent-app-suspension') => {
        const id = start.call(powerSaveBlocker, type)
        held.add(id)
        return id
      },
      stop: (id: number) => {
        held.delete(id)
        return stop.call(powerSaveBlocker, id)
      },
    })
  })
  const held = () => app.evaluate(() => (globalThis as unknown as { held: Set<number> }).held.size)
  const id = await beginRun(page, 'penguins', endless)
  await expect.poll(held).toBe(1)
  await page.evaluate((run) => window.crossfade.stopRun({ id: run, when: 'now' }), id)
  await expect.poll(() => status(page, id)).toBe('stopped')
  await expect.poll(held).toBe(0)
})

test('shows an uncaught error of main once, with its details to copy, and goes on', async ({ launch, sandbox }) => {
  const { app, page } = await launch()
  await answerQuestion(app, 'Copy details')
  const fail = () =>
    app.evaluate(() => {
      setTimeout(() => {
        throw new Error('thrown by a test')
      })
    })
  const copied = () => app.evaluate(({ clipboard }) => clipboard.readText())
  await fail()
  await expect.poll(copied).toContain('"message": "thrown by a test"')
  expect(await app.evaluate(() => (globalThis as { asked?: { detail: string } }).asked?.detail)).toContain('thrown by a test')
  await app.evaluate(({ clipboard }) => clipboard.writeText(''))
  await fail()
  await expect.poll(() => logOf(sandbox).match(/Uncaught: Error: thrown by a test/g)?.length).toBe(2)
  expect(await copied()).toBe('')
  expect(await page.evaluate(() => window.crossfade.listRuns({ from: 0 }))).toEqual({ ok: true, value: { entries: '[]', total: 0 } })
})

test('writes a log that tells the start and the end', async ({ launch, sandbox }) => {
  const { app } = await launch()
  const end = ended(app)
  await closeWindow(app)
  await end
  expect(logOf(sandbox)).toMatch(/info Crossfade \d+\.\d+\.\d+, Electron \d+[\s\S]*info Ended\.\n$/)
})
