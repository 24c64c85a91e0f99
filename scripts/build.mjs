// @ts-check
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { electronEnvironment, electronPath } from './setup/electron-path.mjs'
import { withLock } from './setup/lock.mjs'
import { root, shortHash, stateFolder } from './setup/paths.mjs'
import { readRecord, writeRecord } from './setup/record.mjs'
import { SetupFailure, formatSeconds, say } from './setup/report.mjs'

export const output = join(root, 'out')
const recordFile = join(output, 'build.json')
const sources = ['src', 'electron.vite.config.ts', 'aliases.ts', 'package.json', 'package-lock.json', 'tsconfig.base.json']

/** @returns {boolean} whether `out` was built from the sources as they are now */
export function buildIsFresh() {
  return readRecord(recordFile)?.['sources'] === fingerprint() && existsSync(join(output, 'main', 'cli.js'))
}

/**
 * Builds when the sources differ from what was built last. `CROSSFADE_BUILD=never` runs what is there as it is.
 * @throws {SetupFailure}
 */
export async function ensureBuilt() {
  if (process.env['CROSSFADE_BUILD'] === 'never' && existsSync(join(output, 'main', 'cli.js'))) return
  if (buildIsFresh()) return
  await withLock(
    join(stateFolder, 'build.lock'),
    async () => {
      if (!buildIsFresh()) await build()
    },
    { onWait: () => say('Another build is at work; waiting for it.') },
  )
}

async function build() {
  say('Building.')
  const started = Date.now()
  const before = fingerprint()
  rmSync(recordFile, { force: true })
  const log = await electronVite()
  if (log !== undefined) {
    throw new SetupFailure({
      what: `The build failed: ${log}`,
      why: 'The window and the command line run from what is built',
      todo: 'Mend the source that it names and run the command again (npm run build shows the whole output)',
    })
  }
  writeRecord(recordFile, { sources: before })
  say(`Built in ${formatSeconds((Date.now() - started) / 1000)}.`)
}

/** @returns {Promise<string | undefined>} what went wrong */
function electronVite() {
  const electron = electronPath()
  const child = spawn(process.execPath, [join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'build', '--logLevel', 'warn'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...(electron ? electronEnvironment(electron) : {}) },
  })
  let text = ''
  const keep = (/** @type {Buffer} */ chunk) => {
    text = (text + chunk.toString('utf8')).slice(-8000)
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  return new Promise((done) => {
    child.on('error', (error) => done(error.message))
    child.on('close', (code) => done(code === 0 ? undefined : text.trim() || `electron-vite ended with code ${code}`))
  })
}

/** Path, size and time of every source: a deleted or renamed file counts as a change too. */
function fingerprint() {
  /** @type {string[]} */
  const lines = []
  for (const source of sources) list(join(root, source), lines)
  return shortHash(lines.join('\n'))
}

/**
 * @param {string} path
 * @param {string[]} lines
 */
function list(path, lines) {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) return
  if (!found.isDirectory()) {
    if (!/\.(test|deep)\.ts$/.test(path)) lines.push(`${relative(root, path)} ${found.size} ${found.mtimeMs}`)
    return
  }
  for (const name of readdirSync(path).sort()) if (name !== 'fixtures') list(join(path, name), lines)
}
