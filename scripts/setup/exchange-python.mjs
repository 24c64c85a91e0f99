// @ts-check
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from './paths.mjs'
import { findPython } from './python.mjs'

/** What each program is tried with: the packages that it takes. Keras computes with JAX, which is a tenth of TensorFlow's size. */
const packages = {
  keras: ['keras', 'jax', 'h5py', 'numpy'],
  tensorboard: ['tensorboard', 'setuptools<81'],
  mlflow: ['mlflow', 'onnxruntime'],
  pandas: ['pandas', 'numpy'],
}

/** What else it must be able to import: MLflow runs a model that is a graph with it. @type {Record<string, readonly string[]>} */
const beside = { mlflow: ['onnxruntime'] }

/**
 * A Python that can import one of the programs that exports are for: the one there is, else an environment in the cache folder, made once
 * for each. Packages come by name, so that mirrors work.
 * @param {keyof typeof packages} program
 * @returns {{ command: string } | { reason: string }} the reason why there is none
 */
export function pythonWith(program) {
  const has = (/** @type {string} */ command) => spawnSync(command, ['-c', `import ${[program, ...(beside[program] ?? [])].join(', ')}`], { stdio: 'ignore', env: { ...process.env, KERAS_BACKEND: 'jax' } }).status === 0
  const named = process.env[`CROSSFADE_PYTHON_${program.toUpperCase()}`]
  if (named) return has(named) ? { command: named } : { reason: `${named} cannot import ${program}` }
  const python = findPython()
  if (!python) return { reason: 'there is no Python 3 with pip' }
  if (has(python.command)) return { command: python.command }
  const folder = join(cacheFolder(), `python-${python.version}-${program}`)
  const command = join(folder, process.platform === 'win32' ? join('Scripts', 'python.exe') : join('bin', 'python'))
  if (existsSync(command) && has(command)) return { command }
  mkdirSync(cacheFolder(), { recursive: true })
  const made = spawnSync(python.command, ['-m', 'venv', '--without-pip', '--clear', folder], { encoding: 'utf8' })
  if (made.status !== 0) return { reason: `no Python environment could be made: ${lastLine(made.stderr)}` }
  const installed = spawnSync(python.command, ['-m', 'pip', '--python', command, 'install', '--quiet', '--prefer-binary', ...packages[program]], { encoding: 'utf8', timeout: 600_000 })
  if (installed.status === 0 && has(command)) return { command }
  rmSync(folder, { recursive: true, force: true })
  return { reason: `${program} could not be had: ${lastLine(installed.stderr)}` }
}

/** @param {string | null} text */
const lastLine = (text) => (text ?? '').trim().split('\n').pop() ?? ''
