// @ts-check
import { chmodSync, copyFileSync, existsSync, linkSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { fetchVerified } from './fetch.mjs'
import { cacheFolder, root } from './paths.mjs'
import { findPython } from './python.mjs'
import { readRecord, writeRecord } from './record.mjs'

const dayMs = 24 * 60 * 60 * 1000
const why = 'The official Electron is what people should run'
/** @type {Readonly<Record<string, string>>} */
const executables = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }

/** @param {string} packageFolder */
function manifestOf(packageFolder) {
  return /** @type {{ version: string }} */ (JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')))
}

export const electronPackage = join(root, 'node_modules', 'electron')

function refusalFile() {
  return join(cacheFolder(), 'electron', 'refused.json')
}

/** @returns {{ version: string, at: number, reason: string } | undefined} the last refusal, if it is younger than a day */
export function recentRefusal() {
  const refusal = readRecord(refusalFile())
  if (!refusal || Date.now() - refusal['at'] > dayMs || refusal['version'] !== manifestOf(electronPackage).version) return undefined
  return /** @type {{ version: string, at: number, reason: string }} */ (refusal)
}

/** @param {string} reason */
export function rememberRefusal(reason) {
  writeRecord(refusalFile(), { version: manifestOf(electronPackage).version, at: Date.now(), reason })
}

/**
 * An official Electron that is on this machine already: in our cache, or where the electron package installs itself.
 * @param {string} [packageFolder]
 * @returns {string | undefined} the executable
 */
export function installedOfficial(packageFolder = electronPackage) {
  const { version } = manifestOf(packageFolder)
  const name = executables[process.platform] ?? 'electron'
  for (const folder of [distribution(version), join(packageFolder, 'dist')]) {
    const said = existsSync(join(folder, 'version')) ? readFileSync(join(folder, 'version'), 'utf8').trim() : ''
    const executable = join(folder, name)
    if (said.replace(/^v/, '') === version && existsSync(executable)) return executable
  }
  return undefined
}

/** @param {string} version */
function distribution(version) {
  return join(cacheFolder(), 'electron', `official-${version}-${process.platform}-${process.arch}`)
}

/**
 * Downloads the binary that the electron package names, from where that package takes it: its mirror and checksum rules apply.
 * Our own downloader does the transfer, so that it is resumed and uses pip's proxy and certificates.
 * @param {string} [packageFolder]
 * @returns {Promise<string>} the executable
 * @throws when it is refused
 */
export async function fetchOfficial(packageFolder = electronPackage) {
  const { version } = manifestOf(packageFolder)
  const require = createRequire(join(packageFolder, 'package.json'))
  /** @type {Record<string, string>} */
  const checksums = JSON.parse(readFileSync(join(packageFolder, 'checksums.json'), 'utf8'))
  const { downloadArtifact, ElectronDownloadCacheMode } = await import(pathToFileURL(require.resolve('@electron/get')).href)
  const { extract } = require('@electron-internal/extract-zip')
  const folder = distribution(version)
  mkdirSync(dirname(folder), { recursive: true })
  const work = mkdtempSync(`${folder}-`)
  try {
    const zip = await downloadArtifact({
      ...{ version, artifactName: 'electron', platform: process.platform, arch: process.arch, checksums },
      // Our cache keeps the file; a second copy in the downloader's own would be 110 MB.
      cacheMode: ElectronDownloadCacheMode.Bypass,
      tempDirectory: work,
      ...(findPython() ? { downloader: resumingDownloader(checksums, version) } : {}),
    })
    await extract(zip, { dir: join(work, 'dist') })
    rmSync(folder, { recursive: true, force: true })
    renameSync(join(work, 'dist'), folder)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
  const executable = join(folder, executables[process.platform] ?? 'electron')
  if (process.platform !== 'win32') chmodSync(executable, 0o755)
  return executable
}

/**
 * @param {Record<string, string>} checksums sha256 by file name
 * @param {string} version
 */
function resumingDownloader(checksums, version) {
  return {
    /**
     * @param {string} url
     * @param {string} target
     */
    async download(url, target) {
      const name = basename(new URL(url).pathname)
      const sha256 = checksums[name]
      if (!sha256) throw new Error(`the electron package has no checksum for ${name}`)
      const file = join(cacheFolder(), 'downloads', name)
      await fetchVerified({ label: `Electron ${version} (official)`, file, sha256, source: { kind: 'url', url }, why })
      mkdirSync(dirname(target), { recursive: true })
      try {
        linkSync(file, target)
      } catch {
        // Another file system: a copy does as well.
        copyFileSync(file, target)
      }
    },
  }
}
