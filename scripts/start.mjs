// @ts-check
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBuilt } from './build.mjs'
import { runGroup, stopSignal } from './child-group.mjs'
import { hasDisplay } from './setup/debian.mjs'
import { electronEnvironment, electronPath } from './setup/electron-path.mjs'
import { root } from './setup/paths.mjs'
import { setUp } from './setup/ready.mjs'
import { SetupFailure, say } from './setup/report.mjs'

/**
 * Opens the workbench, or trains the sample in the terminal where there is no display.
 * @param {readonly string[]} args given on to the workbench
 * @returns {Promise<number>} the exit code
 */
export async function start(args) {
  if (!hasDisplay()) {
    say('There is no display (DISPLAY and WAYLAND_DISPLAY are not set), so the sample is trained here in the terminal.')
    stopOn(await setUp(['tensorflow']))
    await ensureBuilt()
    return (await import('./sample-study.mjs')).sampleStudy()
  }
  const electron = await readyForWindow()
  await ensureBuilt()
  sayKind(electron)
  return run(electron.executable, [...sandboxFlags(electron), root, ...args])
}

/**
 * The development server with hot reload.
 * @param {readonly string[]} args given on to electron-vite
 * @returns {Promise<number>}
 */
export async function develop(args) {
  const electron = await readyForWindow()
  sayKind(electron)
  const bin = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  const sandbox = sandboxFlags(electron).length > 0 ? ['--noSandbox'] : []
  return run(process.execPath, [bin, 'dev', ...sandbox, ...args], electronEnvironment(electron))
}

async function readyForWindow() {
  stopOn(await setUp(['tensorflow', 'debian', 'electron']))
  const electron = electronPath()
  if (electron) return electron
  throw new SetupFailure({
    what: 'Electron was set up and is gone again',
    why: 'Without Electron there is no window',
    todo: 'Delete node_modules/.crossfade and run the command again',
  })
}

/** @param {Map<string, SetupFailure>} failures */
function stopOn(failures) {
  const [first] = failures.values()
  if (first) throw first
}

/** @param {import('./setup/electron-path.mjs').ElectronRecord} electron */
function sayKind({ kind, version }) {
  if (kind === 'fallback') say(`Electron ${version} (fallback): out of support, for development and tests only.`)
}

/**
 * Chromium refuses to start its sandbox as root, and where the system forbids user namespaces to programs it does not know.
 * @param {import('./setup/electron-path.mjs').ElectronRecord} electron
 * @returns {string[]}
 */
export function sandboxFlags(electron) {
  if (process.platform !== 'linux') return []
  if (process.getuid?.() === 0) return ['--no-sandbox']
  const helper = join(electron.executable, '..', 'chrome-sandbox')
  const forbidden =
    readSwitch('/proc/sys/kernel/apparmor_restrict_unprivileged_userns') === '1' ||
    readSwitch('/proc/sys/kernel/unprivileged_userns_clone') === '0' ||
    readSwitch('/proc/sys/user/max_user_namespaces') === '0'
  if (!forbidden || !existsSync(helper)) return []
  say('This system forbids user namespaces, so the window runs without the browser sandbox.')
  return ['--no-sandbox']
}

/** @param {string} file */
function readSwitch(file) {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return undefined
  }
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<number>}
 */
async function run(command, args, env = {}) {
  const code = await runGroup(command, args, { env })
  return code ?? (stopSignal() === 'SIGINT' ? 130 : 1)
}
