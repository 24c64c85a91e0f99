// @ts-check
// What Design says of the time of an epoch before training, and what a run says of the time that is left, held against the clock. Five designs on
// the sample songs, ten times over so that there are as many as in the study; each trained once in the real window, after one run that tells how
// fast this machine is. Needs a display (xvfb-run where there is none).
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { needDisplay, quantile, root, round, windowsIn } from './window-app.mjs'

/** @typedef {import('playwright').Page} Page */

needDisplay()
const json = process.argv.includes('--json')
/** The first only teaches. All are presets of Design. */
const presets = ['Default for this table', 'Logistic regression', 'One small layer', 'Study: 256-256 ReLU', 'Study: 512-512-256 ReLU', 'Wide, with dropout']
/** About so long a run is to take, so that its clock means something. */
const wantedMs = 8000

/** @param {string} text such as "about 1.2 s" */
function milliseconds(text) {
  const units = /** @type {Record<string, number>} */ ({ ms: 1, s: 1000, min: 60_000, h: 3_600_000 })
  return [...text.matchAll(/([\d.,]+) (ms|s|min|h)/g)].reduce((sum, [, number, unit]) => sum + Number(number?.replace(',', '')) * (units[unit ?? ''] ?? NaN), 0)
}

/**
 * Chooses a preset and trains it; what was said before and on the way, and what came.
 * @param {Page} page
 * @param {string} preset
 */
async function trainPreset(page, preset) {
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: 'Design', exact: true }).click()
  await page.getByRole('button', { name: 'Presets' }).click()
  await page.getByRole('menuitem', { name: preset }).click()
  const said = page.locator('dl.totals div', { hasText: 'Time an epoch' }).locator('dd')
  const read = async () => milliseconds((await said.textContent()) ?? '')
  const epochs = Math.max(8, Math.min(100, Math.round(wantedMs / (await read()))))
  for (const [label, value] of /** @type {const} */ ([['Epochs, at most', epochs], ['Patience', 0]])) {
    await page.getByLabel(label, { exact: true }).fill(String(value))
    await page.getByLabel(label, { exact: true }).press('Tab')
  }
  // The number of epochs decides the mode, and with it the time of one.
  const estimateMs = await read()
  await page.evaluate(() => {
    const { crossfade } = /** @type {any} */ (window)
    /** @type {any} */
    const seen = { eta: null, record: null }
    // The first that is told after the second epoch; when training ended stands in its last epoch.
    const ends = [
      crossfade.onRunProgress((/** @type {any} */ { progress }) => {
        if (seen.eta === null && progress.doing === 'training' && progress.epoch >= 3 && progress.etaMs !== null) seen.eta = { at: Date.now(), ms: progress.etaMs, epoch: progress.epoch }
      }),
      crossfade.onRunChanged((/** @type {any} */ entry) => {
        const record = entry.record ?? entry.entry?.record
        if (['completed', 'stopped', 'failed'].includes(record.status)) {
          seen.record = record
          ends.forEach((/** @type {() => void} */ end) => end())
        }
      }),
    ]
    Object.assign(window, { seen })
  })
  await page.getByRole('button', { name: /^Train/ }).click()
  await page.waitForFunction(() => Reflect.get(window, 'seen').record !== null, undefined, { timeout: 300_000 })
  const { eta, record } = await page.evaluate(() => Reflect.get(window, 'seen'))
  if (record.status !== 'completed') throw new Error(`${preset} ended ${record.status}: ${record.reason}`)
  const realMs = record.timing.medianEpochMs
  const metrics = await page.evaluate(async (id) => (await /** @type {any} */ (window).crossfade.getRun({ id })).value.metrics, record.id)
  const leftMs = Date.parse(metrics[metrics.length - 1].at) - eta.at
  return { preset, epochs, mode: record.engine.mode, threads: record.engine.threads, estimateMs: round(estimateMs), realMs: round(realMs), off: estimateMs / realMs - 1, etaAtEpoch: eta.epoch, etaMs: Math.round(eta.ms), leftMs: Math.round(leftMs), etaOff: eta.ms / leftMs - 1 }
}

const folder = mkdtempSync(join(tmpdir(), 'crossfade-bench-estimates-'))
const { launch, closeAll } = windowsIn(folder)
try {
  const load = loadavg()[0] ?? NaN
  const { started, page } = await launch()
  page.setDefaultTimeout(30_000)
  const table = join(folder, 'songs.csv')
  const [head = '', ...lines] = readFileSync(join(root, 'resources', 'samples', 'synthetic_songs.csv'), 'utf8').trimEnd().split('\n')
  writeFileSync(table, `${[head, ...Array.from({ length: 10 }, () => lines).flat()].join('\n')}\n`)
  await started.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] })
  }, table)
  await page.getByRole('button', { name: /Open dataset/ }).first().click()
  await page.getByRole('button', { name: /Design the model/ }).click()
  await page.locator('dl.totals').waitFor()
  // Until the engine has said what it can do and the rows are counted, every number is a guess.
  await page.getByText(/TensorFlow .* cores/).waitFor()
  await page.waitForFunction(() => !(document.querySelector('dl.totals')?.textContent ?? '').includes('Training rowsabout'))
  const runs = []
  for (const preset of presets) {
    runs.push(await trainPreset(page, preset))
    console.error(JSON.stringify(runs[runs.length - 1]))
  }
  await started.close()
  const [first, ...five] = runs
  const median = (/** @type {readonly number[]} */ values) => round(100 * quantile(values.map(Math.abs), 0.5))
  const result = {
    load: { before: round(load), after: round(loadavg()[0] ?? NaN) },
    first,
    five,
    epochOff: { medianPercent: median(five.map((one) => one.off)), goal: 30 },
    etaOff: { medianPercent: median(five.map((one) => one.etaOff)), goal: 20 },
  }
  if (json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`)
  else {
    const percent = (/** @type {number} */ share) => `${share < 0 ? '\u2212' : '+'}${Math.abs(Math.round(100 * share))} %`
    const rows = runs.map((one, index) => `| ${one.preset}${index === 0 ? ' (before any run)' : ''} | ${one.mode}, ${one.threads} | ${one.estimateMs} ms | ${one.realMs} ms | ${percent(one.off)} | ${(one.etaMs / 1000).toFixed(1)} s | ${(one.leftMs / 1000).toFixed(1)} s | ${percent(one.etaOff)} |`)
    process.stdout.write(
      `load ${result.load.before} before, ${result.load.after} after\n| Design | Mode, threads | Epoch as said | as it was | off | Left as said after the second epoch | as it was | off |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n${rows.join('\n')}\nmedian of the five: epoch ${result.epochOff.medianPercent} % off (goal 30), time left ${result.etaOff.medianPercent} % off (goal 20)\n`,
    )
  }
} finally {
  await closeAll()
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
}
