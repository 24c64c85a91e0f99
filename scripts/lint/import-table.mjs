import path from 'node:path'

/**
 * The import table of docs/architecture.md as a lint rule: which folder of src/ may import what.
 * npm packages are a list per folder; a native library is imported in one file.
 */
const folders = ['shared', 'core', 'engine', 'preload', 'renderer', 'main', 'cli']

const table = {
  shared: { folders: ['shared'], packages: ['zod'], node: false },
  core: { folders: ['shared', 'core'], packages: ['zod'], node: true },
  engine: { folders: ['shared', 'engine'], packages: ['zod'], node: true },
  main: { folders: ['shared', 'core', 'main'], packages: ['zod', 'electron', 'electron-store', 'core-js'], node: true },
  cli: { folders: ['shared', 'core', 'cli'], packages: ['zod'], node: true },
  preload: { folders: ['shared', 'preload'], packages: ['zod', 'electron'], node: false },
  renderer: {
    folders: ['shared', 'renderer'],
    packages: [
      'vue', 'pinia', 'zod', 'chart.js', 'chartjs-plugin-zoom', 'chartjs-plugin-annotation', 'reka-ui',
      '@tanstack/vue-table', '@tanstack/vue-virtual', '@lucide/vue', '@vueuse/core',
      '@fontsource-variable/inter', '@fontsource/jetbrains-mono',
    ],
    node: false,
  },
}

/** Libraries with native parts or traps of their own: one file imports each, whoever needs it asks that file. */
const oneFile = {
  '@tensorflow/tfjs-node': 'src/engine/trainer/tensorflow.ts',
  '@duckdb/node-api': 'src/engine/data/duckdb.ts',
  'read-excel-file': 'src/engine/data/file/read-sheet.ts',
  koffi: 'src/engine/baseline/lightgbm.ts',
  h5wasm: 'src/engine/exchange/hdf5.ts',
  fflate: 'src/engine/exchange/zip.ts',
  'onnxruntime-node': 'src/engine/exchange/onnx/onnxruntime.ts',
}

const testPackages = ['vitest', 'fast-check', '@vue/test-utils', 'happy-dom', 'playwright', '@axe-core/playwright']
const isTest = (file) => /\.(test|deep)\.ts$|\/fixtures\//.test(file) || file.startsWith('e2e/')

function folderOf(file) {
  const match = /^src\/([^/]+)\//.exec(file)
  return match && folders.includes(match[1]) ? match[1] : null
}

const packageOf = (source) => source.split('/').slice(0, source.startsWith('@') ? 2 : 1).join('/')

/** The reason why `file` may not import `source`, or null. `file` is relative to the repository, with forward slashes. */
export function refusal(file, source, typeOnly) {
  const test = isTest(file)
  const clean = source.replace(/\?.*$/, '')
  const alias = /^@(shared|core|preload)\//.exec(clean)
  const target = alias
    ? alias[1]
    : clean.startsWith('.')
      ? folderOf(path.posix.normalize(path.posix.join(path.posix.dirname(file), clean)))
      : null
  if (file.startsWith('e2e/')) {
    return target === null || ['shared', 'core'].includes(target) ? null : `e2e drives the built app and may not import ${target}`
  }
  const from = folderOf(file)
  if (from === null) return null
  const rules = table[from]
  if (target !== null || alias) {
    if (target === null || rules.folders.includes(target)) return null
    if (from === 'renderer' && target === 'preload' && typeOnly) return null
    return `${from} may not import ${target}`
  }
  if (clean.startsWith('.')) return test ? null : `${from} may not import from outside src/`
  if (clean.startsWith('node:')) return rules.node || test ? null : `${from} may not import Node built-ins`
  const name = packageOf(clean)
  if (oneFile[name]) return file === oneFile[name] ? null : `${name} is imported in ${oneFile[name]} only`
  if (rules.packages.includes(name)) return null
  if (test && testPackages.includes(name)) return null
  return `${from} may not import ${name} (allowed packages: scripts/lint/import-table.mjs)`
}

const rule = {
  meta: { type: 'problem', schema: [], messages: { refused: '{{reason}}' } },
  create(context) {
    const file = path.relative(context.cwd, context.filename).split(path.sep).join('/')
    const check = (node, source, typeOnly) => {
      if (!source || typeof source.value !== 'string') return
      const reason = refusal(file, source.value, typeOnly)
      if (reason) context.report({ node, messageId: 'refused', data: { reason } })
    }
    return {
      ImportDeclaration: (node) => check(node, node.source, node.importKind === 'type'),
      ExportNamedDeclaration: (node) => check(node, node.source, node.exportKind === 'type'),
      ExportAllDeclaration: (node) => check(node, node.source, node.exportKind === 'type'),
      ImportExpression: (node) => check(node, node.source, false),
      CallExpression: (node) => {
        if (node.callee.type === 'Identifier' && node.callee.name === 'require') check(node, node.arguments[0], false)
      },
    }
  },
}

export default { rules: { 'import-table': rule } }
