// @ts-check
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fetchVerified } from './fetch.mjs'
import { cacheFolder, root } from './paths.mjs'
import { findPython, runLines } from './python.mjs'
import { SetupFailure, say } from './report.mjs'

/** Why this wheel and this build: docs/architecture.md. */
export const wheel = {
  name: 'tensorflow-cpu',
  version: '2.21.0',
  python: '3.11',
  platform: 'manylinux_2_27_x86_64',
  sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
}
const unpacker = fileURLToPath(new URL('unpack.py', import.meta.url))
const why = 'Without TensorFlow nothing can be trained'

/** Raised when what is built from the same wheel changes, so that an older build is not taken for the new one. */
const recipe = 'r1'

/**
 * @returns {Promise<{ libraries: string, binding: string }>} the folder of the shared libraries and the built binding, both in the cache
 * @throws {SetupFailure}
 */
export async function buildFromWheel({ rebuild = false } = {}) {
  const home = join(cacheFolder(), 'tensorflow', `${wheel.version}-${recipe}`)
  if (!existsSync(join(home, 'deps', 'lib'))) await unpackWheel(home)
  const package_ = join(root, 'node_modules', '@tensorflow', 'tfjs-node')
  const headers = join(root, 'node_modules', 'node-api-headers')
  const name = `tfjs-${versionOf(package_)}-napi-${versionOf(headers)}`
  // Two folders below the home, as in tfjs-node itself: the run-time path of the binding is relative.
  const binding = join(home, 'bindings', name, 'tfjs_binding.node')
  if (rebuild) rmSync(binding, { force: true })
  if (!existsSync(binding)) await compile({ package_, headers, home, binding })
  return { libraries: join(home, 'deps', 'lib'), binding }
}

/** @param {string} home */
async function unpackWheel(home) {
  const file = join(cacheFolder(), 'downloads', `${wheel.name}-${wheel.version}-${wheel.sha256.slice(0, 12)}.whl`)
  await fetchVerified({
    label: `TensorFlow ${wheel.version}`,
    file,
    sha256: wheel.sha256,
    source: { kind: 'wheel', ...wheel },
    why,
  })
  say(`TensorFlow ${wheel.version}: unpacking.`)
  mkdirSync(home, { recursive: true })
  const folder = mkdtempSync(join(home, 'unpack-'))
  try {
    const { code, stderr } = await runLines(findPython()?.command ?? 'python3', [unpacker, 'tensorflow', file, folder])
    if (code !== 0) throw failure(`The TensorFlow wheel could not be unpacked: ${stderr.trim().split('\n').pop()}`)
    const libraries = join(folder, 'lib')
    for (const library of readdirSync(libraries)) await strip(join(libraries, library))
    symlinkSync('libtensorflow_cc.so.2', join(libraries, 'libtensorflow.so.2'))
    symlinkSync('libtensorflow_cc.so.2', join(libraries, 'libtensorflow.so'))
    symlinkSync('libtensorflow_framework.so.2', join(libraries, 'libtensorflow_framework.so'))
    rmSync(join(home, 'deps'), { recursive: true, force: true })
    renameSync(folder, join(home, 'deps'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * Drops the symbol table, 200 MB of it; symbols that programs link to stay. Where there is no strip the library stays as it is.
 * @param {string} library
 */
async function strip(library) {
  const stripped = `${library}.stripped`
  const { code } = await runLines('strip', ['--strip-unneeded', '-o', stripped, library])
  if (code === 0) renameSync(stripped, library)
  else rmSync(stripped, { force: true })
}

/**
 * One compiler call over tfjs-node's own binding sources: no node-gyp, no Node headers, the same file for every Node and Electron.
 * @param {{ package_: string, headers: string, home: string, binding: string }} parts
 */
async function compile({ package_, headers, home, binding }) {
  const compiler = process.env['CXX'] ?? 'g++'
  say(`TensorFlow ${wheel.version}: compiling the binding with ${compiler}.`)
  const sources = join(package_, 'binding')
  const folder = join(binding, '..')
  mkdirSync(folder, { recursive: true })
  const built = `${binding}.${process.pid}`
  const { code, stderr } = await runLines(compiler, [
    ...['-shared', '-fPIC', '-O2', '-std=c++17', '-DNAPI_VERSION=8', '-w'],
    ...['-I', join(home, 'deps', 'include'), '-I', join(headers, 'include'), '-I', package_, '-I', sources],
    ...readdirSync(sources).filter((file) => file.endsWith('.cc')).map((file) => join(sources, file)),
    ...['-L', join(home, 'deps', 'lib'), '-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2'],
    ...['-Wl,-rpath,$ORIGIN/../../deps/lib', '-o', built],
  ])
  if (code === null) {
    throw failure('No C++ compiler was found', 'Install one (Debian and Ubuntu: apt-get install g++) or name it in CXX, then run the command again')
  }
  if (code !== 0) {
    rmSync(built, { force: true })
    throw failure(`The TensorFlow binding did not compile: ${stderr.trim().split('\n').slice(-3).join(' ')}`)
  }
  renameSync(built, binding)
}

/**
 * @param {string} what
 * @param {string} [todo]
 */
function failure(what, todo = 'Run npm run doctor to see what is installed; the cache folder it names may be deleted to start afresh') {
  return new SetupFailure({ what, why, todo })
}

/** @param {string} folder */
function versionOf(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version
}
