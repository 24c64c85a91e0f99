// @ts-check
import { chmodSync, constants, copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, realpathSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { root } from '../setup/paths.mjs'
import { SetupFailure } from '../setup/report.mjs'
import { loadedFiles, manifestOf } from './loaded-files.mjs'
import { copyStripped, nodeBinary } from './node-binary.mjs'

/** What the engines load that is not in their own bundles. */
const entries = ['@tensorflow/tfjs-node', '@duckdb/node-api', 'koffi', 'read-excel-file/node']
const architectures = ['ia32', 'x64', 'armv7l', 'arm64', 'universal']

/**
 * Puts beside the archive what must be files. electron-builder calls this when the application folder is complete, before it sets fuses,
 * signs and makes installers, so that these hold everything.
 * @param {{ appOutDir: string, electronPlatformName: string, arch: number, packager: { getResourcesDir: (dir: string) => string } }} context
 */
export default function afterPack({ appOutDir, electronPlatformName, arch, packager }) {
  const resources = packager.getResourcesDir(appOutDir)
  // The fallback Electron brings a shim that runs app folders; a packaged application has an archive only.
  rmSync(join(resources, 'app'), { recursive: true, force: true })
  const beside = join(resources, 'app.asar.unpacked')
  placeEngines(beside)
  placeModules(beside)
  placeTensorflow(join(beside, 'node_modules', '@tensorflow', 'tfjs-node'))
  placeLightgbm(join(beside, 'node_modules', '.crossfade'))
  placeCommand(join(resources, 'bin'), electronPlatformName, architectures[arch] ?? process.arch)
}

/**
 * The built engines, the command line and the samples. They are in no archive, so its integrity does not cover them.
 * @param {string} beside
 */
function placeEngines(beside) {
  const built = join(root, 'out', 'main')
  for (const name of readdirSync(built)) if (/^(cli|engine-\w+)\.js$/.test(name)) place(join(built, name), join(beside, 'out', 'main', name))
  cpSync(join(built, 'chunks'), join(beside, 'out', 'main', 'chunks'), { recursive: true })
  place(join(root, 'package.json'), join(beside, 'package.json'))
  for (const name of ['samples', 'studies', 'experiment.schema.json', 'study.schema.json']) {
    cpSync(join(root, 'resources', name), join(beside, 'resources', name), { recursive: true })
  }
}

/** @param {string} beside */
function placeModules(beside) {
  const modules = realpathSync(join(root, 'node_modules'))
  const files = new Set(loadedFiles(entries, modules))
  for (const file of [...files]) {
    const folder = dirname(file)
    // What a native part loads lies beside it: libduckdb beside duckdb.node.
    if (file.endsWith('.node')) for (const name of readdirSync(folder)) if (/\.(so(\.\d+)*|dylib|dll)$/.test(name)) files.add(join(folder, name))
    if (basename(file) === 'package.json') for (const name of readdirSync(folder)) if (/^(licen[cs]e|notice)/i.test(name)) files.add(join(folder, name))
  }
  for (const file of koffiParts(modules)) files.add(file)
  for (const file of files) {
    if (!statSync(file).isFile()) continue
    const target = join(beside, 'node_modules', relative(modules, file))
    mkdirSync(dirname(target), { recursive: true })
    // DuckDB's library has 11 MB of symbols that only debuggers read.
    if (/\.(node|so(\.\d+)*)$/.test(file)) copyStripped(file, target)
    else place(file, target)
  }
}

/**
 * koffi makes up the name of its native part as it runs.
 * @param {string} modules
 */
function koffiParts(modules) {
  const scope = join(modules, '@koromix')
  return (existsSync(scope) ? readdirSync(scope) : []).flatMap((name) => {
    const folder = join(scope, name)
    const inside = readdirSync(folder).filter((one) => !one.startsWith('musl') && existsSync(join(folder, one, 'koffi.node')))
    return [manifestOf(join(folder, 'index.js')), join(folder, 'index.js'), ...inside.map((one) => join(folder, one, 'koffi.node'))]
  })
}

/**
 * The binding and the libraries that it loads. Its run-time path is relative (`../../deps/lib`), so they find each other anywhere.
 * @param {string} target tfjs-node's folder in the application
 */
function placeTensorflow(target) {
  const source = join(root, 'node_modules', '@tensorflow', 'tfjs-node')
  const binding = join('lib', 'napi-v8', 'tfjs_binding.node')
  place(join(source, binding), join(target, binding))
  const libraries = join(source, 'deps', 'lib')
  for (const name of existsSync(libraries) ? readdirSync(libraries) : []) {
    const file = realpathSync(join(libraries, name))
    // Only the names that the binding asks the loader for: the others are links for linkers, or what linkers read (.a, .lib).
    if (basename(file) === name && statSync(file).isFile() && !/\.(a|lib|la|pc)$/.test(name)) place(file, join(target, 'deps', 'lib', name))
  }
  const licenses = join(realpathSync(libraries), '..', 'licenses')
  for (const name of existsSync(licenses) ? readdirSync(licenses) : []) place(join(licenses, name), join(target, 'deps', 'licenses', name))
}

/**
 * LightGBM where src/engine/baseline/lightgbm.ts looks for it. Its wheel is pinned for Linux on x64; elsewhere trees need CROSSFADE_LIGHTGBM.
 * @param {string} target
 */
function placeLightgbm(target) {
  const library = join(root, 'node_modules', '.crossfade', 'lib_lightgbm.so')
  if (existsSync(library)) place(realpathSync(library), join(target, 'lib_lightgbm.so'))
}

/**
 * `crossfade` for terminals, and the Node that it runs on.
 * @param {string} target
 * @param {string} platform
 * @param {string} arch
 */
function placeCommand(target, platform, arch) {
  mkdirSync(target, { recursive: true })
  const { binary, license } = nodeBinary(platform, arch)
  copyStripped(binary, join(target, platform === 'win32' ? 'node.exe' : 'node'))
  if (license !== undefined && existsSync(license)) place(license, join(target, 'node.LICENSE'))
  const name = platform === 'win32' ? 'crossfade.cmd' : 'crossfade'
  place(join(root, 'scripts', 'package', 'command', name), join(target, name))
  chmodSync(join(target, name), 0o755)
}

/**
 * @param {string} from
 * @param {string} to
 */
function place(from, to) {
  if (!existsSync(from)) throw new SetupFailure({ what: `${from} is not there`, why: 'The packaged application needs it', todo: 'Run npm run doctor -- --fix' })
  mkdirSync(dirname(to), { recursive: true })
  copyFileSync(from, to, constants.COPYFILE_FICLONE)
}
