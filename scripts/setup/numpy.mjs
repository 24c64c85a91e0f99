// @ts-check
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from './paths.mjs'
import { findPython } from './python.mjs'

/** @param {string} command */
const hasNumpy = (command) => spawnSync(command, ['-c', 'import numpy'], { stdio: 'ignore' }).status === 0

/**
 * A Python with NumPy, for tests of files that NumPy shall read: the one there is, else a small environment in the cache folder, made once.
 * @returns {{ command: string } | { reason: string }} the reason why there is none
 */
export function numpyPython() {
  const python = findPython()
  if (!python) return { reason: 'there is no Python 3 with pip' }
  if (hasNumpy(python.command)) return { command: python.command }
  const folder = join(cacheFolder(), `python-${python.version}-numpy`)
  const command = join(folder, process.platform === 'win32' ? join('Scripts', 'python.exe') : join('bin', 'python'))
  if (existsSync(command) && hasNumpy(command)) return { command }
  mkdirSync(cacheFolder(), { recursive: true })
  // Without pip of its own: some systems bring venv without what it needs for that.
  const made = spawnSync(python.command, ['-m', 'venv', '--without-pip', '--clear', folder], { encoding: 'utf8' })
  if (made.status !== 0) return { reason: `no Python environment could be made: ${lastLine(made.stderr)}` }
  const installed = spawnSync(python.command, ['-m', 'pip', '--python', command, 'install', '--quiet', '--only-binary=:all:', 'numpy'], { encoding: 'utf8', timeout: 300_000 })
  if (installed.status === 0 && hasNumpy(command)) return { command }
  rmSync(folder, { recursive: true, force: true })
  return { reason: `NumPy could not be had: ${lastLine(installed.stderr)}` }
}

/** @param {string | null} text */
const lastLine = (text) => (text ?? '').trim().split('\n').pop() ?? ''
