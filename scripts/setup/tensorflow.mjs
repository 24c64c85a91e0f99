// @ts-check
import { copyFileSync, existsSync, lstatSync, mkdirSync, readlinkSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isLinuxX64, root, stateFolder } from './paths.mjs'
import { runLines } from './python.mjs'
import { SetupFailure, say } from './report.mjs'
import { readRecord, writeRecord } from './record.mjs'
import { buildFromWheel } from './tensorflow-wheel.mjs'

/**
 * @typedef {{ source: 'wheel' | 'installer', version: string, libraries: string, size: number, changed: number }} TensorflowRecord
 */

const packageFolder = join(root, 'node_modules', '@tensorflow', 'tfjs-node')
const bindingFile = join(packageFolder, 'lib', 'napi-v8', 'tfjs_binding.node')
const libraryLink = join(packageFolder, 'deps', 'lib')
const checker = fileURLToPath(new URL('tensorflow-check.mjs', import.meta.url))
export const tensorflowRecordFile = join(stateFolder, 'tensorflow.json')

/** @returns {boolean} whether the native part that was verified is still in place; a few file lookups */
export function tensorflowIsReady() {
  const record = /** @type {TensorflowRecord | undefined} */ (readRecord(tensorflowRecordFile))
  if (!record) return false
  try {
    const { size, mtimeMs } = statSync(bindingFile)
    if (size !== record.size || mtimeMs !== record.changed) return false
    return record.source === 'installer' || (readlinkSync(libraryLink) === record.libraries && existsSync(join(libraryLink, 'libtensorflow_cc.so.2')))
  } catch {
    return false
  }
}

/**
 * Puts native TensorFlow into node_modules and verifies it. The caller holds the set-up lock.
 * @throws {SetupFailure}
 */
export async function ensureTensorflow() {
  if (tensorflowIsReady()) return
  if (!isLinuxX64) return installByPackage(undefined)
  try {
    await linkWheelBuild()
  } catch (error) {
    if (!(error instanceof SetupFailure)) throw error
    await installByPackage(error)
  }
}

async function linkWheelBuild() {
  let { libraries, binding } = await buildFromWheel()
  link(libraries, binding)
  let checked = await check()
  if ('error' in checked) {
    // A binding kept from another machine image may not load here; one built here does, or says why.
    say(`TensorFlow: the kept binding does not load here, so it is compiled again.`)
    ;({ libraries, binding } = await buildFromWheel({ rebuild: true }))
    link(libraries, binding)
    checked = await check()
  }
  if ('error' in checked) {
    throw new SetupFailure({
      what: `TensorFlow was built but does not load: ${checked.error}`,
      why: 'Without TensorFlow nothing can be trained',
      todo: 'Delete the cache folder that npm run doctor names and run the command again',
    })
  }
  remember('wheel', checked.version, libraries)
  say(`TensorFlow ${checked.version} is ready (built from its wheel).`)
}

/**
 * The way of tfjs-node itself: a download of libtensorflow and of a prebuilt binding.
 * @param {SetupFailure | undefined} before why the wheel did not do
 */
async function installByPackage(before) {
  if (before) say(`${before.message}\nTrying the installer of tfjs-node instead.`)
  else say("TensorFlow: running tfjs-node's own installer, since the pinned wheel is for Linux on x64.")
  const bin = join(root, 'node_modules', '.bin')
  const { code, stderr } = await runLines(process.execPath, ['scripts/install.js'], {
    cwd: packageFolder,
    env: { ...process.env, PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` },
    onLine: (line) => say(`  ${line}`),
  })
  const checked = await check()
  if ('error' in checked) {
    const reason = code === 0 ? checked.error : reasonIn(stderr)
    throw new SetupFailure({
      what: before ? `${before.what} Its own installer did not help either: ${reason}` : `The installer of tfjs-node did not bring TensorFlow: ${reason}`,
      why: 'Without TensorFlow nothing can be trained',
      todo: before ? before.todo : 'Check that this machine reaches the download site of TensorFlow, or set TFJS_NODE_BASE_URI to a mirror, then run the command again',
    })
  }
  remember('installer', checked.version, libraryLink)
  say(`TensorFlow ${checked.version} is ready (by tfjs-node's own installer).`)
}

/**
 * Copies the binding and links the libraries under temporary names and renames them in, so that a process which loads them
 * this moment sees the old or the new ones and never half of one.
 * @param {string} libraries
 * @param {string} binding
 */
function link(libraries, binding) {
  mkdirSync(join(libraryLink, '..'), { recursive: true })
  mkdirSync(join(bindingFile, '..'), { recursive: true })
  const aside = `${libraryLink}.${process.pid}`
  symlinkSync(libraries, aside)
  if (lstatSync(libraryLink, { throwIfNoEntry: false })?.isDirectory()) rmSync(libraryLink, { recursive: true })
  renameSync(aside, libraryLink)
  copyFileSync(binding, `${bindingFile}.${process.pid}`)
  renameSync(`${bindingFile}.${process.pid}`, bindingFile)
}

/** @returns {Promise<{ version: string } | { error: string }>} */
async function check() {
  let answer = ''
  const { code, stderr } = await runLines(process.execPath, [checker, root], {
    onLine: (line) => {
      if (line.startsWith('{')) answer = line
    },
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' },
  })
  if (code === 0 && answer) return JSON.parse(answer)
  return { error: reasonIn(stderr) || `the check ended with code ${code}` }
}

/**
 * @param {string} stderr
 * @returns {string} the line that names the error; a stack trace and Node's version come after it
 */
function reasonIn(stderr) {
  const lines = stderr.trim().split('\n')
  const named = lines.find((line) => /^\s*(\w*Error|error): /.test(line)) ?? lines.find((line) => /error|cannot|undefined symbol/i.test(line))
  return (named ?? lines.pop() ?? '').trim()
}

/**
 * @param {TensorflowRecord['source']} source
 * @param {string} version
 * @param {string} libraries
 */
function remember(source, version, libraries) {
  const { size, mtimeMs } = statSync(bindingFile)
  /** @type {TensorflowRecord} */
  const record = { source, version, libraries, size, changed: mtimeMs }
  writeRecord(tensorflowRecordFile, record)
}
