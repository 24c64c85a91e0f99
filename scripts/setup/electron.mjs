// @ts-check
import { isLinuxX64 } from './paths.mjs'
import { electronPath, electronRecordFile } from './electron-path.mjs'
import { fallbackElectron } from './electron-fallback.mjs'
import { electronPackage, fetchOfficial, installedOfficial, recentRefusal, rememberRefusal } from './electron-official.mjs'
import { runLines } from './python.mjs'
import { readRecord, writeRecord } from './record.mjs'
import { SetupFailure, say } from './report.mjs'

/** @returns {'official' | 'fallback' | undefined} what `CROSSFADE_ELECTRON` asks for */
function wanted() {
  const value = process.env['CROSSFADE_ELECTRON']
  return value === 'official' || value === 'fallback' ? value : undefined
}

/** @returns {boolean} whether nothing is to be done; a few file lookups */
export function electronIsReady() {
  const record = electronPath()
  if (!record) return false
  if (wanted()) return record.kind === wanted()
  return record.kind === 'official' || recentRefusal() !== undefined
}

/**
 * Finds or brings an Electron and writes where it is to node_modules/.crossfade/electron.json. The caller holds the set-up lock.
 * @throws {SetupFailure}
 */
export async function ensureElectron() {
  if (electronIsReady()) return
  const executable = wanted() === 'fallback' ? undefined : await official()
  if (executable) {
    await remember(executable, 'official')
    return
  }
  await remember(await fallback(), 'fallback')
}

/** @returns {Promise<string | undefined>} the executable, undefined when the official binary cannot be had */
async function official() {
  const installed = installedOfficial()
  if (installed) return installed
  // A refusal is remembered for a day, so that each start does not wait for the same answer.
  if (recentRefusal() && wanted() !== 'official') return undefined
  try {
    return await fetchOfficial()
  } catch (error) {
    const reason = shortReason(error)
    rememberRefusal(reason)
    say(`The official Electron cannot be had here (${reason}).`)
    return undefined
  }
}

async function fallback() {
  if (isLinuxX64) return fallbackElectron()
  throw new SetupFailure({
    what: `The official Electron could not be downloaded: ${recentRefusal()?.reason ?? 'refused'}`,
    why: 'Without Electron there is no window, and the fallback exists for Linux on x64 only',
    todo: 'Check that this machine reaches the download site of Electron or name a mirror in ELECTRON_MIRROR, then run the command again with CROSSFADE_ELECTRON=official',
  })
}

/**
 * @param {string} executable
 * @param {'official' | 'fallback'} kind
 */
async function remember(executable, kind) {
  let version = ''
  const { code, stderr } = await runLines(executable, ['-p', 'process.versions.electron'], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    onLine: (line) => {
      version ||= /^\d+\.\d+\.\d+/.test(line) ? line.trim() : ''
    },
  })
  if (code !== 0 || !version) {
    throw new SetupFailure({
      what: `Electron is there but does not start: ${stderr.trim().split('\n').pop() || `it ended with code ${code}`}`,
      why: 'Without Electron there is no window',
      todo: 'A missing shared library is the usual reason; on Debian and Ubuntu: apt-get install libgtk-3-0 libnss3 libasound2 libgbm1',
    })
  }
  const before = readRecord(electronRecordFile)
  writeRecord(electronRecordFile, { executable, kind, version })
  if (before?.['executable'] === executable) return
  say(
    kind === 'official'
      ? `Electron ${version} (official) is ready.`
      : `Electron ${version} (fallback) is ready: it is out of support, for development and tests only.`,
  )
}

/** @param {unknown} error */
function shortReason(error) {
  const text = error instanceof Error ? error.message : String(error)
  const known = /Name or service not known|Temporary failure in name resolution|Connection refused|timed out|\b(4\d\d|5\d\d) [A-Z][A-Za-z ]+|certificate verify failed/.exec(text)
  return known?.[0] ?? text.split('. ')[0]?.slice(0, 160) ?? 'no reason given'
}

export { electronPackage }
