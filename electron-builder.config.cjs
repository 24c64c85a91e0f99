// @ts-check
// What goes into the packaged application, for every system; docs/packaging.md tells the reasons. The archive holds what the window's own
// process and the page run from. Everything that must be a file (engines, native libraries, samples, the terminal command) is placed
// beside it by scripts/package/after-pack.mjs, before fuses are set and anything is signed.

/** Set by scripts/package.mjs: fuses beyond those of Electron 22 (the fallback for tests) exist only in newer binaries. */
const electronMajor = Number(process.env['CROSSFADE_ELECTRON_MAJOR'] ?? 45)

const kept = ['package.json', 'out/main/index.js', 'out/main/chunks/**', 'out/preload/**', 'out/renderer/**', 'resources/studies/**', 'LICENSE']

/** @type {import('electron-builder').Configuration} */
module.exports = {
  appId: 'org.crossfade.workbench',
  productName: 'Crossfade',
  // `crossfade` is the terminal command; this is the window.
  executableName: 'crossfade-workbench',
  copyright: 'The Crossfade authors, MIT',
  directories: { output: 'dist', buildResources: 'resources/icons' },
  // No node module is in the archive: the window's process needs none, and the engines have theirs as files.
  files: [...kept, '!**/node_modules/**', '!**/*.map'],
  extraResources: [{ from: 'docs', to: 'docs', filter: ['*.md', 'decisions/*.md'] }],
  asar: true,
  afterPack: './scripts/package/after-pack.mjs',
  electronLanguages: ['en-US'],
  electronFuses: {
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    // Electron checks it on macOS and Windows; on Linux it has no effect.
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    ...(electronMajor >= 29 ? { grantFileProtocolExtraPrivileges: false } : {}),
  },
  fileAssociations: [
    {
      ext: 'crossfade',
      name: 'Crossfade experiment',
      description: 'Crossfade experiment',
      mimeType: 'application/vnd.crossfade.experiment+json',
      role: 'Editor',
      icon: 'resources/icons/experiment',
    },
  ],
  npmRebuild: false,
  publish: null,
  artifactName: '${name}-${version}-${os}-${arch}.${ext}',
  linux: {
    // The Debian package is made by scripts/package/deb.mjs.
    target: ['AppImage'],
    category: 'Science',
    synopsis: 'Train and compare neural networks on tables',
    icon: 'resources/icons/app.png',
    maintainer: 'The Crossfade authors <crossfade@example.org>',
  },
  mac: {
    target: ['dmg'],
    category: 'public.app-category.developer-tools',
    icon: 'resources/icons/app.icns',
    hardenedRuntime: true,
    gatekeeperAssess: false,
    entitlements: 'resources/installers/entitlements.mac.plist',
    entitlementsInherit: 'resources/installers/entitlements.mac.plist',
    // Signed and notarised where the keys are in the environment (docs/packaging.md), else not at all.
    ...(process.env['CSC_LINK'] === undefined || process.env['CSC_LINK'] === '' ? { identity: null } : {}),
    notarize: Boolean(process.env['APPLE_ID']),
  },
  dmg: { title: 'Crossfade ${version}' },
  win: { target: ['nsis'], icon: 'resources/icons/app.ico' },
  nsis: { oneClick: false, perMachine: false, allowToChangeInstallationDirectory: true, deleteAppDataOnUninstall: false },
}
