// @ts-check
// The window for the benchmarks that need one: the real Electron through Playwright, on folders of its own.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { _electron } from 'playwright'

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
export const app = process.env['CROSSFADE_APP'] ?? root

/** Without a display the benchmark starts itself again on a hidden one. */
export function needDisplay() {
  if (process.platform !== 'linux' || process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']) return
  const again = spawnSync('xvfb-run', ['--auto-servernum', '--server-args=-screen 0 1600x1200x24', process.execPath, ...process.argv.slice(1)], { stdio: 'inherit' })
  process.exit(again.status ?? 1)
}

/** @param {readonly number[]} values */
export const sorted = (values) => [...values].sort((a, b) => a - b)
/** @param {readonly number[]} values @param {number} q */
export const quantile = (values, q) => sorted(values)[Math.floor(q * (values.length - 1))] ?? NaN
export const round = (/** @type {number} */ value) => Math.round(value * 10) / 10

/**
 * Windows on the folders below `folder`: `workspace`, `user-data`, `config`. The tour has been seen.
 * @param {string} folder
 */
export function windowsIn(folder) {
  const workspace = join(folder, 'workspace')
  const userData = join(folder, 'user-data')
  const { executable } = JSON.parse(readFileSync(join(root, 'node_modules', '.crossfade', 'electron.json'), 'utf8'))
  /** Windows that are open now. @type {Set<import('playwright').ElectronApplication>} */
  const open = new Set()
  mkdirSync(userData, { recursive: true })
  const settings = { version: 1, theme: 'light', window: { width: 1360, height: 880, maximized: false }, railCollapsed: false, workspace, recent: [], notifyAfterSeconds: 1e6, layout: { 'tour:seen': true } }
  writeFileSync(join(userData, 'settings.json'), JSON.stringify(settings))

  async function launch() {
    const began = performance.now()
    const started = await _electron.launch({
      executablePath: executable,
      args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), app],
      env: { ...Object.fromEntries(Object.entries(process.env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]))), CROSSFADE_USER_DATA: userData, CROSSFADE_CONFIG_DIR: join(folder, 'config') },
    })
    open.add(started)
    started.on('close', () => open.delete(started))
    const page = await started.firstWindow()
    await page.locator('nav[aria-label="Screens"] button').first().waitFor()
    await page.locator('main h1').first().waitFor()
    // Usable: it answers a click. Two frames later it is also seen.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
    return { started, page, ms: performance.now() - began }
  }

  /** A window that something went wrong in still has the folder open. */
  async function closeAll() {
    for (const one of open) await one.close().catch(() => undefined)
  }
  return { workspace, launch, closeAll }
}
