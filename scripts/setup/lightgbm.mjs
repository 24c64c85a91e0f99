// @ts-check
// Fetches LightGBM's library when trees are first needed. Run by the baseline engine; by hand: node scripts/setup/lightgbm.mjs
import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fetchVerified } from './fetch.mjs'
import { withLock } from './lock.mjs'
import { cacheFolder, isLinuxX64, stateFolder } from './paths.mjs'
import { findPython, runLines } from './python.mjs'
import { SetupFailure, say } from './report.mjs'

const wheel = {
  name: 'lightgbm',
  version: '4.7.0',
  python: '3.11',
  platform: 'manylinux_2_28_x86_64',
  sha256: 'd23e922acd891e77212e4d0fbcee9ba973c96dee479491341d05ba595357ebb7',
}
const why = 'Tree baselines need LightGBM'
const unpacker = fileURLToPath(new URL('unpack.py', import.meta.url))
export const lightgbmLink = join(stateFolder, 'lib_lightgbm.so')

/**
 * Puts the library into the cache and links it into node_modules.
 * @returns {Promise<string>} where it is linked
 * @throws {SetupFailure}
 */
export async function ensureLightgbm() {
  if (existsSync(lightgbmLink)) return lightgbmLink
  if (!isLinuxX64) {
    throw new SetupFailure({ what: 'The pinned LightGBM wheel is for Linux on x64', why, todo: 'Install LightGBM 4.7.0 and name its library in CROSSFADE_LIGHTGBM' })
  }
  const home = join(cacheFolder(), 'lightgbm', wheel.version)
  mkdirSync(home, { recursive: true })
  await withLock(join(home, 'setup.lock'), async () => {
    const library = join(home, 'lib_lightgbm.so')
    if (!existsSync(library)) await unpack(library)
    mkdirSync(stateFolder, { recursive: true })
    const aside = `${lightgbmLink}.${process.pid}`
    rmSync(aside, { force: true })
    symlinkSync(library, aside)
    renameSync(aside, lightgbmLink)
  })
  return lightgbmLink
}

/** @param {string} library */
async function unpack(library) {
  const file = join(cacheFolder(), 'downloads', `${wheel.name}-${wheel.version}-${wheel.sha256.slice(0, 12)}.whl`)
  await fetchVerified({ label: `LightGBM ${wheel.version}`, file, sha256: wheel.sha256, source: { kind: 'wheel', ...wheel }, why })
  const part = `${library}.${process.pid}`
  const { code, stderr } = await runLines(findPython()?.command ?? 'python3', [unpacker, 'member', file, 'lightgbm/lib/lib_lightgbm.so', part])
  if (code !== 0) {
    rmSync(part, { force: true })
    throw new SetupFailure({ what: `The LightGBM wheel could not be unpacked: ${stderr.trim().split('\n').pop()}`, why, todo: 'Delete the cache folder that npm run doctor names and try again' })
  }
  renameSync(part, library)
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    say(`LightGBM ${wheel.version}: ${await ensureLightgbm()}`)
  } catch (error) {
    if (!(error instanceof SetupFailure)) throw error
    say(error.message)
    process.exitCode = 1
  }
}
