// @ts-check
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { runLines } from './python.mjs'
import { SetupFailure, say } from './report.mjs'

/**
 * What Electron needs of the system on Linux, each with the file that shows it is there (looking for files is quicker than
 * asking dpkg, and holds on other distributions too). Ubuntu 24.04 renamed some packages with the ending t64.
 */
const needs = [
  { package: 'libgtk-3-0', files: libraries('libgtk-3.so.0'), for: 'window' },
  { package: 'libnss3', files: libraries('libnss3.so'), for: 'window' },
  { package: 'libasound2', files: libraries('libasound.so.2'), for: 'window' },
  { package: 'libgbm1', files: libraries('libgbm.so.1'), for: 'window' },
  { package: 'xvfb', files: ['/usr/bin/Xvfb', '/usr/local/bin/Xvfb'], for: 'hidden display' },
  { package: 'xauth', files: ['/usr/bin/xauth', '/usr/local/bin/xauth'], for: 'hidden display' },
]

/** @param {string} name */
function libraries(name) {
  const machine = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu'
  return [`/usr/lib/${machine}`, `/lib/${machine}`, '/usr/lib64', '/usr/lib'].map((folder) => `${folder}/${name}`)
}

/** @returns {boolean} whether a window can be shown */
export function hasDisplay(env = process.env) {
  return process.platform !== 'linux' || Boolean(env['DISPLAY']) || Boolean(env['WAYLAND_DISPLAY'])
}

/** @returns {string[]} the missing packages, by their Debian names; empty where nothing is missing */
export function missingPackages() {
  if (process.platform !== 'linux') return []
  return needs
    .filter((need) => need.for === 'window' || !hasDisplay())
    .filter((need) => !need.files.some((file) => existsSync(file)))
    .map((need) => need.package)
}

/** @returns {boolean} */
function isDebianLike() {
  try {
    return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(readFileSync('/etc/os-release', 'utf8')) && existsSync('/usr/bin/apt-get')
  } catch {
    return false
  }
}

/**
 * Installs what is missing as root on Debian or Ubuntu; otherwise names the one command to run.
 * @throws {SetupFailure}
 */
export async function ensureDebianPackages() {
  const missing = missingPackages()
  if (missing.length === 0) return
  const why = 'Electron cannot open a window without them'
  if (!isDebianLike()) {
    throw new SetupFailure({
      what: `These system libraries and programs are missing: ${missing.join(', ')} (Debian names)`,
      why,
      todo: 'Install them with the package manager of this system, then run the command again',
    })
  }
  if (process.getuid?.() !== 0) {
    throw new SetupFailure({
      what: `These Debian packages are missing: ${missing.join(', ')}`,
      why,
      todo: `Run: sudo apt-get install -y ${missing.join(' ')} - and then the command again`,
    })
  }
  say(`Debian packages: installing ${missing.join(', ')}.`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const updated = await runLines('apt-get', ['update', '-qq'], { env })
  const names = missing.map(renamed)
  const { code, stderr } = await runLines('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], { env })
  const still = missingPackages()
  if (code === 0 && still.length === 0) {
    say('Debian packages: installed.')
    return
  }
  const reason = (stderr.trim() || updated.stderr.trim()).split('\n').pop()
  throw new SetupFailure({
    what: `apt-get could not install ${still.join(', ') || names.join(', ')}: ${reason || `code ${code}`}`,
    why,
    todo: `Run: apt-get update && apt-get install -y ${names.join(' ')} - and see what it says`,
  })
}

/**
 * @param {string} name
 * @returns {string} the t64 name where this release has it
 */
function renamed(name) {
  if (!name.startsWith('lib')) return name
  const known = spawnSync('apt-cache', ['show', `${name}t64`], { stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8' })
  return known.status === 0 && known.stdout.includes('Package:') ? `${name}t64` : name
}
