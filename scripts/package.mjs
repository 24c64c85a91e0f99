// @ts-check
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, lstatSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { ensureBuilt } from './build.mjs'
import { makeDeb } from './package/deb.mjs'
import { electronPath } from './setup/electron-path.mjs'
import { ensureLightgbm } from './setup/lightgbm.mjs'
import { root } from './setup/paths.mjs'
import { runLines } from './setup/python.mjs'
import { setUp } from './setup/ready.mjs'
import { SetupFailure, formatBytes, formatSeconds, say } from './setup/report.mjs'

const dist = join(root, 'dist')

/**
 * Makes the unpacked application and, unless `--no-archive`, a .tar.gz of it with its sha256, in dist/. With `--installers` the installers of
 * this system instead of the archive; with `--deb` a Debian package besides (docs/packaging.md).
 * @param {readonly string[]} args
 * @returns {Promise<number>} the exit code
 */
export async function makePackage(args) {
  const [failure] = (await setUp(['tensorflow', 'debian', 'electron'])).values()
  if (failure) throw failure
  const electron = electronPath()
  if (!electron) throw failed('Electron is not set up', 'Run npm run doctor -- --fix')
  await ensureBuilt()
  // Its wheel is pinned for Linux on x64; without it the application works, but for trees.
  await ensureLightgbm().catch((error) => say(error instanceof Error ? error.message : String(error)))
  const started = Date.now()
  say(`Packaging with Electron ${electron.version} (${electron.kind}).`)
  const installers = args.includes('--installers')
  const folder = await buildFolder(electron, installers)
  say(`The application is in ${folder} (${formatBytes(sizeOf(folder))}, ${formatSeconds((Date.now() - started) / 1000)}).`)
  if (electron.kind === 'fallback') say('It carries an Electron that is out of support: for tests on this machine, not to be handed on.')
  if (process.platform === 'linux' && (installers || args.includes('--deb'))) await debianPackage(folder, electron)
  if (!installers && !args.includes('--no-archive')) await archive(folder, electron)
  return 0
}

/**
 * @param {import('./setup/electron-path.mjs').ElectronRecord} electron
 * @param {boolean} installers
 * @returns {Promise<string>} the unpacked application
 */
async function buildFolder(electron, installers) {
  const cli = join(root, 'node_modules', 'electron-builder', 'cli.js')
  // On macOS the distribution is the folder around Electron.app.
  const distribution = process.platform === 'darwin' ? join(electron.executable, '..', '..', '..', '..') : dirname(electron.executable)
  const settings = [`-c.electronDist=${distribution}`, `-c.electronVersion=${electron.version}`]
  const { code, stderr, lines } = await runTool(process.execPath, [cli, ...(installers ? [] : ['--dir']), '--config', 'electron-builder.config.cjs', '--publish', 'never', ...settings], {
    CROSSFADE_ELECTRON_MAJOR: electron.version.split('.')[0],
  })
  if (code !== 0) throw failed(`electron-builder failed: ${[...lines, stderr].join('\n').trim().split('\n').slice(-6).join(' ')}`, 'Mend what it names and run the command again')
  const folder = readdirSync(dist).map((name) => join(dist, name)).find((path) => /(-unpacked|mac(-arm64)?)$/.test(path))
  if (!folder) throw failed('electron-builder left no application folder in dist', 'Look into dist')
  return folder
}

/**
 * @param {string} folder
 * @param {import('./setup/electron-path.mjs').ElectronRecord} electron
 */
async function debianPackage(folder, electron) {
  const file = join(dist, `${nameOf(electron)}.deb`)
  const started = Date.now()
  await makeDeb(folder, file, versionOf())
  say(`The Debian package is ${file} (${formatBytes(statSync(file).size)}, ${formatSeconds((Date.now() - started) / 1000)}).`)
}

const versionOf = () => /** @type {{ version: string }} */ (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))).version

/** @param {import('./setup/electron-path.mjs').ElectronRecord} electron */
function nameOf(electron) {
  const mark = electron.kind === 'fallback' ? `-electron${electron.version.split('.')[0]}-test` : ''
  return `crossfade-${versionOf()}-${process.platform}-${process.arch}${mark}`
}

/**
 * @param {string} folder
 * @param {import('./setup/electron-path.mjs').ElectronRecord} electron
 */
async function archive(folder, electron) {
  const name = nameOf(electron)
  const file = join(dist, `${name}.tar.gz`)
  const work = join(dist, '.archive')
  rmSync(work, { recursive: true, force: true })
  mkdirSync(work)
  // The folder gets the archive's name inside it; tar follows the link.
  symlinkSync(folder, join(work, name))
  const started = Date.now()
  try {
    await compress(work, name, `${file}.part`)
    renameSync(`${file}.part`, file)
  } finally {
    rmSync(work, { recursive: true, force: true })
    rmSync(`${file}.part`, { force: true })
  }
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  writeFileSync(`${file}.sha256`, `${hash.digest('hex')}  ${basename(file)}\n`)
  say(`The archive is ${file} (${formatBytes(statSync(file).size)}, ${formatSeconds((Date.now() - started) / 1000)}).`)
}

/**
 * @param {string} work
 * @param {string} name
 * @param {string} file
 */
async function compress(work, name, file) {
  const tar = spawn('tar', ['-c', '-h', '-f', '-', '-C', work, name], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise((done, fail) => {
    tar.on('error', () => fail(failed('There is no tar, so no archive was made', 'Install tar, or run npm run package -- --no-archive')))
    tar.on('close', (code) => (code === 0 ? done(undefined) : fail(failed(`tar ended with code ${code}`, 'Check the free space of dist'))))
  })
  await Promise.all([ended, pipeline(tar.stdout, createGzip({ level: 5 }), createWriteStream(file))])
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
async function runTool(command, args, env = {}) {
  /** @type {string[]} */
  const lines = []
  const { code, stderr } = await runLines(command, args, { cwd: root, env: { ...process.env, ...env }, onLine: (line) => lines.push(line) })
  return { code, stderr, lines: lines.slice(-20) }
}

/** @param {string} folder */
function sizeOf(folder) {
  let bytes = 0
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    bytes += entry.isDirectory() ? sizeOf(path) : lstatSync(path).size
  }
  return bytes
}

/**
 * @param {string} what
 * @param {string} todo
 */
function failed(what, todo) {
  return new SetupFailure({ what, why: 'The packaged application was not made', todo })
}
