// @ts-check
// The table of the window: how evenly frames come while 114,000 rows and 21 columns are scrolled through with the wheel, slowly, quickly and by
// dragging the bar. In the real Electron through Playwright; needs a display (xvfb-run where there is none).
// node bench/table.mjs [--json] [--seconds=10]; the file: $CROSSFADE_SONGS, else the synthetic songs ten times over.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { needDisplay, quantile, root, round, windowsIn } from './window-app.mjs'

/** @typedef {import('playwright').Page} Page */

needDisplay()
const json = process.argv.includes('--json')
const seconds = Number(process.argv.find((arg) => arg.startsWith('--seconds='))?.split('=')[1] ?? 10)
const folder = mkdtempSync(join(tmpdir(), 'crossfade-bench-table-'))
const { launch, closeAll } = windowsIn(folder)

function tableFile() {
  const songs = process.env['CROSSFADE_SONGS']
  if (songs !== undefined) return songs
  const [header = '', ...lines] = readFileSync(join(root, 'resources', 'samples', 'synthetic_songs.csv'), 'utf8').trimEnd().split('\n')
  const path = join(folder, 'songs-ten-times.csv')
  writeFileSync(path, `${[header, ...Array.from({ length: 10 }, () => lines).flat()].join('\n')}\n`)
  return path
}

/**
 * Times between frames while the table is scrolled by so many pixels a frame, to and fro; and how many of the rows that came into view had
 * to wait for their cells, seen once a frame.
 * @param {Page} page
 * @param {number} perFrame
 * @param {number} ms
 */
const scrolled = (page, perFrame, ms) =>
  page.evaluate(
    ([step, wanted]) =>
      new Promise((/** @type {(result: { times: number[], shown: number, waiting: number }) => void} */ done) => {
        const table = document.querySelector('main [role="table"]')
        if (!(table instanceof HTMLElement)) throw new Error('There is no table.')
        /** @type {number[]} */
        const times = []
        let [shown, waiting, way, last] = [0, 0, 1, performance.now()]
        const end = last + wanted
        const next = () => {
          const now = performance.now()
          times.push(now - last)
          last = now
          const rows = table.querySelectorAll('[role="row"]')
          shown += rows.length
          waiting += [...rows].filter((row) => row.querySelector('.waiting') !== null).length
          const room = table.scrollHeight - table.clientHeight
          if (table.scrollTop >= room - 1) way = -1
          else if (table.scrollTop <= 0) way = 1
          table.scrollTop += way * step
          if (now < end) requestAnimationFrame(next)
          else done({ times: times.slice(1), shown, waiting })
        }
        requestAnimationFrame(next)
      }),
    /** @type {const} */ ([perFrame, ms]),
  )

try {
  const load = loadavg()[0] ?? NaN
  const path = tableFile()
  const { started, page } = await launch()
  await started.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] })
  }, path)
  await page.keyboard.press('Control+o')
  await page.getByRole('heading', { level: 1, name: basename(path) }).waitFor({ timeout: 120_000 })
  await page.locator('main [role="table"] [role="cell"]').first().waitFor({ timeout: 60_000 })
  // The audit and the plan of the rows end first: they are measured elsewhere.
  await page.getByText(/^Not looked|^Looking|…$/).first().waitFor({ state: 'hidden', timeout: 120_000 }).catch(() => undefined)
  await page.waitForTimeout(3000)
  const protocol = await page.context().newCDPSession(page)
  await protocol.send('Performance.enable')
  /** How long the page's thread has been busy, in ms: on a crowded machine frames are late that cost little. */
  const busy = async () => 1000 * ((await protocol.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN)
  /** @type {Record<string, { busy: number, frames: number, median: number, p95: number, worst: number, over25: number, waiting: number }>} */
  const result = {}
  for (const [name, perFrame] of /** @type {const} */ ([['at rest', 0], ['slowly, one row a frame', 28], ['quickly, a screen in three frames', 200], ['by the bar, 2,000 rows a frame', 56_000]])) {
    const before = await busy()
    const { times, shown, waiting } = await scrolled(page, perFrame, seconds * 1000)
    const work = (await busy()) - before
    result[name] = { busy: round(work / times.length), frames: times.length, median: round(quantile(times, 0.5)), p95: round(quantile(times, 0.95)), worst: round(Math.max(...times)), over25: times.filter((ms) => ms > 25).length, waiting: Math.round((1000 * waiting) / shown) / 10 }
  }
  const rows = await page.locator('main [role="table"]').getAttribute('aria-rowcount')
  await started.close()
  const loads = { before: round(load), after: round(loadavg()[0] ?? NaN) }
  if (json) process.stdout.write(`${JSON.stringify({ load: loads, rows: Number(rows), scrolling: result, goal: { median: 16.7, p95: 25 } }, null, 2)}\n`)
  else {
    process.stdout.write(`load ${loads.before} before, ${loads.after} after; ${rows} rows; goal: median 16.7 ms, 95 of 100 within 25 ms\n| Scrolling | Frames | Median | 95 of 100 | Worst | Work a frame | Rows still waiting |\n| --- | --- | --- | --- | --- | --- | --- |\n`)
    for (const [name, one] of Object.entries(result)) process.stdout.write(`| ${name} | ${one.frames} | ${one.median} ms | ${one.p95} ms | ${one.worst} ms | ${one.busy} ms | ${one.waiting} % |\n`)
  }
} finally {
  await closeAll()
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
}
