import { once } from 'node:events'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { ElectronApplication, Page } from 'playwright/test'
import { beginRun, finishedEpochs, runDetail, status } from './begin-run'
import { expect, test } from './crossfade-app'

const go = (page: Page, screen: string) => page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: screen, exact: true }).click()

/** A process and all that it started, and they in turn, by their ids. */
function withDescendants(pid: number): number[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]))
    } catch {
      // It ended while the list was read.
    }
  }
  const found = [pid]
  for (const one of found) for (const [child, parent] of parents) if (parent === one) found.push(child)
  return found
}

const alive = (pid: number) => {
  try {
    // What is dead and not yet waited for is dead.
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

/** kill -9 of the window, its engines and every other process of it. */
async function killAll(app: ElectronApplication): Promise<number> {
  const gone = once(app.process(), 'exit')
  const victims = withDescendants(app.process().pid ?? 0)
  for (const victim of victims) {
    try {
      process.kill(victim, 'SIGKILL')
    } catch {
      // Its parent took it along.
    }
  }
  await gone
  await expect.poll(() => victims.filter(alive)).toEqual([])
  return victims.length
}

test('goes on to the end with a run whose window was killed with all its processes', async ({ launch, sandbox }, info) => {
  test.setTimeout(240_000)
  const epochs = 1500
  // A checkpoint every few milliseconds: the run need not be long to have one.
  const first = await launch({ env: { CROSSFADE_CHECKPOINT_MS: '50' } })
  const id = await beginRun(first.page, 'penguins', { epochs, engine: 'graph', stopping: { monitor: 'loss', patience: 0, minDelta: 0 } })
  await finishedEpochs(first.page, id, 5)
  const dir = join(sandbox.workspace, 'runs', id)
  await expect.poll(() => existsSync(join(dir, 'checkpoint'))).toBe(true)
  const before = (await runDetail(first.page, id)).metrics
  // The main process, at least one renderer, the data engine and the trainer.
  expect(await killAll(first.app)).toBeGreaterThanOrEqual(4)
  // In the middle: nobody was left to write that it ended.
  expect(JSON.parse(readFileSync(join(dir, 'run.json'), 'utf8'))).toMatchObject({ id, status: 'training' })

  const { page } = await launch()
  await go(page, 'Runs')
  const row = page.getByRole('table', { name: 'Runs' }).getByRole('row', { name: /Test run/ })
  await expect(row).toContainText('Interrupted')
  const left = await runDetail(page, id)
  expect(left.record.status).toBe('interrupted')
  expect(left.metrics.length).toBeLessThan(epochs)
  // No epoch that the window had told of is lost.
  expect(left.metrics.slice(0, before.length).map(({ epoch, loss }) => [epoch, loss])).toEqual(before.map(({ epoch, loss }) => [epoch, loss]))
  await row.getByRole('button', { name: 'Test run', exact: true }).click()
  await page.screenshot({ path: info.outputPath('interrupted.png') })
  await page.getByRole('main').getByRole('button', { name: 'Resume', exact: true }).click()
  await expect.poll(() => status(page, id), { timeout: 150_000 }).toBe('completed')
  const { record, metrics } = await runDetail(page, id)
  expect(metrics.map(({ epoch }) => epoch)).toEqual(Array.from({ length: epochs }, (_, index) => index + 1))
  expect(metrics.slice(0, left.metrics.length).map(({ loss }) => loss)).toEqual(left.metrics.map(({ loss }) => loss))
  expect(record.segments).toMatchObject([{ kind: 'start', outcome: 'interrupted' }, { kind: 'resume', outcome: 'completed' }])
  expect(record.test).not.toBeNull()
  await expect(page.getByRole('main').getByText('Completed').first()).toBeVisible()
})
