// @ts-check
import { accessSync, constants, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { ensureDebianPackages, missingPackages } from './debian.mjs'
import { withLock } from './lock.mjs'
import { ensureNodeModules, nodeModulesAreReady } from './node-modules.mjs'
import { cacheFolder } from './paths.mjs'
import { SetupFailure, say } from './report.mjs'
import { ensureTensorflow, tensorflowIsReady } from './tensorflow.mjs'

/** @typedef {'tensorflow' | 'debian' | 'electron'} Part */

/**
 * @param {string} version for example `20.19.4`
 * @returns {boolean} whether it is in the range of package.json's `engines`
 */
export function nodeIsSupported(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return (major === 20 && minor >= 19) || (major === 22 && minor >= 13) || major > 22
}

/**
 * Sets up whatever of `parts` is missing, the node modules always. When all is there this takes a few file lookups.
 * @param {readonly Part[]} parts
 * @returns {Promise<Map<Part, SetupFailure>>} the parts that could not be had; what does not need them can still run
 * @throws {SetupFailure} when nothing can run: an unfit Node, no node modules, no cache folder
 */
export async function setUp(parts) {
  if (!nodeIsSupported(process.versions.node)) {
    throw new SetupFailure({
      what: `Node ${process.versions.node} is too old`,
      why: 'The tools of this repository need Node 20.19 or later of 20, 22.13 or later of 22, or a newer one',
      todo: 'Install one of these and run the command again',
    })
  }
  /** @type {Map<Part, SetupFailure>} */
  const failures = new Map()
  if (nodeModulesAreReady() && (await missingParts(parts)).length === 0) return failures
  const cache = usableCache()
  await withLock(
    join(cache, 'setup.lock'),
    async () => {
      await ensureNodeModules()
      for (const part of parts) await attempt(part, failures)
    },
    { onWait: (owner) => say(`Another set-up is at work${owner ? ` (process ${owner.pid})` : ''}; waiting for it.`) },
  )
  return failures
}

/**
 * @param {Part} part
 * @returns {Promise<boolean>}
 */
async function isReady(part) {
  switch (part) {
    case 'tensorflow':
      return tensorflowIsReady()
    case 'debian':
      return missingPackages().length === 0
    case 'electron':
      return (await import('./electron.mjs')).electronIsReady()
  }
}

/**
 * @param {readonly Part[]} parts
 * @returns {Promise<Part[]>}
 */
async function missingParts(parts) {
  const ready = await Promise.all(parts.map(isReady))
  return parts.filter((_, index) => !ready[index])
}

/**
 * @param {Part} part
 * @param {Map<Part, SetupFailure>} failures
 */
async function attempt(part, failures) {
  // It would not start without them, and that is said once.
  const packages = part === 'electron' ? failures.get('debian') : undefined
  if (packages) {
    failures.set('electron', packages)
    return
  }
  try {
    if (part === 'tensorflow') await ensureTensorflow()
    else if (part === 'debian') await ensureDebianPackages()
    else await (await import('./electron.mjs')).ensureElectron()
  } catch (error) {
    if (!(error instanceof SetupFailure)) throw error
    failures.set(part, error)
  }
}

function usableCache() {
  const folder = cacheFolder()
  try {
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.W_OK)
    return folder
  } catch (error) {
    throw new SetupFailure({
      what: `The cache folder ${folder} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
      why: 'Downloads and native builds are kept there, outside the clone',
      todo: 'Name another folder in CROSSFADE_CACHE and run the command again',
      cause: error,
    })
  }
}
