// @ts-check
// The window: how soon it can be used with a thousand runs, how long a change of screen takes, a keystroke while two trainings run, and how
// evenly frames come while four train. In the real Electron through Playwright; needs a display (xvfb-run where there is none).
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { app, needDisplay, quantile, root, round, windowsIn } from './window-app.mjs'

/** @typedef {import('playwright').Page} Page */

needDisplay()
const json = process.argv.includes('--json')
const asked = (/** @type {string} */ name, /** @type {number} */ otherwise) => Number(process.argv.find((arg) => arg.startsWith(`--${name}=`))?.split('=')[1] ?? otherwise)
const launches = asked('launches', 5)
const seconds = asked('seconds', 20)

const folder = mkdtempSync(join(tmpdir(), 'crossfade-bench-window-'))
const { workspace, launch, closeAll } = windowsIn(folder)

/**
 * From a press to the screen that was asked for being painted, measured in the page itself.
 * @param {Page} page
 * @param {string} name
 */
async function switchTo(page, name) {
  return page.evaluate(async (screen) => {
    const button = [...document.querySelectorAll('nav[aria-label="Screens"] button')].find((one) => one.textContent?.trim().startsWith(screen))
    if (!(button instanceof HTMLElement)) throw new Error(`There is no screen ${screen}.`)
    const began = performance.now()
    button.click()
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)))
    return performance.now() - began
  }, name)
}

/**
 * From a key to the frame after it.
 * @param {Page} page
 * @param {string} text
 */
async function typed(page, text) {
  /** @type {number[]} */
  const times = []
  for (const key of text) {
    await page.evaluate(() => {
      const seen = new Promise((done) => {
        const began = () => {
          const at = performance.now()
          requestAnimationFrame(() => setTimeout(() => done(performance.now() - at), 0))
        }
        document.addEventListener('keydown', began, { once: true, capture: true })
      })
      Object.assign(window, { keySeen: seen })
    })
    await page.keyboard.press(key)
    times.push(await page.evaluate(() => Reflect.get(window, 'keySeen')))
  }
  return times
}

/**
 * Times between frames.
 * @param {Page} page
 * @param {number} ms
 */
const frames = (page, ms) =>
  page.evaluate(
    (wanted) =>
      new Promise((/** @type {(times: number[]) => void} */ done) => {
        /** @type {number[]} */
        const times = []
        let last = performance.now()
        const end = last + wanted
        const next = () => {
          const now = performance.now()
          times.push(now - last)
          last = now
          if (now < end) requestAnimationFrame(next)
          else done(times)
        }
        requestAnimationFrame(next)
      }),
    ms,
  )

/**
 * Begins runs on the sample songs that only end when they are stopped.
 * @param {Page} page
 * @param {number} count
 * @param {unknown} experiment
 */
const train = (page, count, experiment) =>
  page.evaluate(
    async ([many, { recipe, model, training }]) => {
      const { crossfade } = /** @type {any} */ (window)
      await crossfade.changeWorkspace({ parallelRuns: many })
      const { value: dataset } = await crossfade.openSample({ sample: 'songs' })
      const ids = []
      for (let i = 0; i < many; i++) {
        const run = { dataset: dataset.id, name: `Bench ${i}`, recipe, model, training: { ...training, epochs: 2000, seed: i + 1, stopping: { ...training.stopping, patience: 0 } } }
        ids.push((await crossfade.startRun(run)).value.id)
      }
      return ids
    },
    /** @type {const} */ ([count, /** @type {any} */ (experiment)]),
  )
/** @param {Page} page @param {readonly string[]} ids */
const stop = async (page, ids) => {
  for (const id of ids) await page.evaluate((run) => /** @type {any} */ (window).crossfade.stopRun({ id: run, when: 'now' }), id)
  for (const id of ids) {
    for (let i = 0; i < 120; i++) {
      const status = await page.evaluate(async (run) => (await /** @type {any} */ (window).crossfade.getRun({ id: run })).value.record.status, id)
      if (['stopped', 'completed', 'failed'].includes(status)) break
      await page.waitForTimeout(500)
    }
  }
}

try {
  const load = loadavg()[0] ?? NaN
  execFileSync(process.execPath, [join(root, 'bench', 'runs.mjs'), '--runs=1000', '--epochs=10', `--keep=${folder}`, '--make-only'], { stdio: 'ignore' })
  const experiment = JSON.parse(
    execFileSync(process.execPath, [join(app, 'out', 'main', 'cli.js'), 'train', join(root, 'resources', 'samples', 'synthetic_songs.csv'), '--target', 'track_genre', '--print-config', '--workspace', workspace], { encoding: 'utf8', env: { ...process.env, CROSSFADE_CONFIG_DIR: join(folder, 'config') }, stdio: ['ignore', 'pipe', 'ignore'] }),
  )

  /** @type {number[]} */
  const starts = []
  for (let i = 0; i < launches; i++) {
    const { started, ms } = await launch()
    starts.push(ms)
    await started.close()
  }

  console.error('launches', starts.map(Math.round).join(', '))
  const { started, page } = await launch()
  const screens = ['Data', 'Design', 'Runs', 'Compare', 'Studies', 'Settings']
  await page.waitForTimeout(2000)
  /** @type {Record<string, number>} */
  const switches = {}
  for (const screen of screens) await switchTo(page, screen)
  for (const screen of screens) {
    /** @type {number[]} */
    const times = []
    for (let i = 0; i < 5; i++) {
      await switchTo(page, screen === 'Settings' ? 'Data' : 'Settings')
      await page.waitForTimeout(150)
      times.push(await switchTo(page, screen))
      await page.waitForTimeout(150)
    }
    switches[screen] = round(quantile(times, 0.5))
  }

  console.error('switches', JSON.stringify(switches))
  const two = await train(page, 2, experiment)
  await page.waitForTimeout(8000)
  await switchTo(page, 'Runs')
  await page.locator('main input').first().focus()
  const keys = await typed(page, 'accuracytestbaselinesongs')
  await stop(page, two)

  console.error('keys', keys.map(round).join(', '))
  const four = await train(page, 4, experiment)
  await page.waitForTimeout(10_000)
  await page.keyboard.press('Escape')
  await switchTo(page, 'Settings')
  await switchTo(page, 'Runs')
  await page.locator('main input').first().fill('')
  await page.getByRole('button', { name: 'Bench 0' }).first().click()
  await page.locator('figure canvas').first().waitFor({ timeout: 60_000 })
  await page.waitForTimeout(3000)
  const times = await frames(page, seconds * 1000)
  await stop(page, four)
  await started.close()

  const result = {
    load: { before: round(load), after: round(loadavg()[0] ?? NaN) },
    interactiveMs: { median: Math.round(quantile(starts, 0.5)), all: starts.map(Math.round), goal: 1500 },
    switchMs: { ...switches, goal: 100 },
    keyMs: { median: round(quantile(keys, 0.5)), p95: round(quantile(keys, 0.95)), worst: round(Math.max(...keys)), goal: 50 },
    frameMs: { frames: times.length, median: round(quantile(times, 0.5)), p99: round(quantile(times, 0.99)), worst: round(Math.max(...times)), over50: times.filter((ms) => ms > 50).length, goal: 50 },
  }
  if (json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`)
  else {
    const rows = [
      ['Launch to usable, 1,000 runs, median', `${result.interactiveMs.median} ms`, '1500 ms'],
      ...Object.entries(switches).map(([name, ms]) => [`Switch to ${name}`, `${ms} ms`, '100 ms']),
      ['Key to frame, two trainings, 95 of 100', `${result.keyMs.p95} ms`, '50 ms'],
      ['Frame, four trainings, 99 of 100', `${result.frameMs.p99} ms`, '50 ms'],
    ]
    process.stdout.write(`load ${result.load.before} before, ${result.load.after} after\n| What | Measured | Goal |\n| --- | --- | --- |\n${rows.map((row) => `| ${row.join(' | ')} |`).join('\n')}\n`)
  }
} finally {
  await closeAll()
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
}
