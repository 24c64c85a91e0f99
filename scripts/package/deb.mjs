// @ts-check
import { chmodSync, copyFileSync, cpSync, existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { root } from '../setup/paths.mjs'
import { runLines } from '../setup/python.mjs'
import { SetupFailure } from '../setup/report.mjs'

const config = createRequire(import.meta.url)(join(root, 'electron-builder.config.cjs'))
/** Debian's names of processors. */
const architectures = /** @type {Readonly<Record<string, string>>} */ ({ x64: 'amd64', arm64: 'arm64' })
const home = join('opt', config.productName)
/** What Electron and LightGBM load of the system. */
const depends = ['libgtk-3-0', 'libnss3', 'libasound2 | libasound2t64', 'libgbm1', 'libgomp1', 'xdg-utils']

/**
 * Makes a Debian package of the unpacked application with Debian's own dpkg-deb: electron-builder takes another program for it, which it downloads.
 * What has to be told to the desktop lies where the desktop's own triggers look, so no script runs at the installation.
 * @param {string} folder the unpacked application
 * @param {string} file where the package goes
 * @param {string} version
 * @returns {Promise<void>}
 * @throws {SetupFailure}
 */
export async function makeDeb(folder, file, version) {
  const architecture = architectures[process.arch]
  if (architecture === undefined) throw failed(`Debian has no name here for ${process.arch}`, 'Package on x64 or arm64')
  const tree = join(dirname(file), '.deb')
  rmSync(tree, { recursive: true, force: true })
  try {
    await placeTree(folder, tree)
    mkdirSync(join(tree, 'DEBIAN'))
    write(join(tree, 'DEBIAN', 'control'), control(version, architecture, Math.ceil(sizeOf(tree) / 1024)))
    openToAll(tree)
    // The sandbox of Chromium, where the system gives none to programs without rights (Ubuntu from 24.04 on).
    const sandbox = join(tree, home, 'chrome-sandbox')
    if (existsSync(sandbox)) chmodSync(sandbox, 0o4755)
    const { code, stderr } = await runLines('dpkg-deb', ['--build', '--root-owner-group', '-Zgzip', '-z5', tree, `${file}.part`], { cwd: root, env: process.env, onLine: () => undefined })
    if (code !== 0) throw failed(`dpkg-deb failed: ${stderr.trim().split('\n').pop() ?? ''}`, 'Install dpkg, and check the free space of dist')
    copyFileSync(`${file}.part`, file)
  } finally {
    rmSync(tree, { recursive: true, force: true })
    rmSync(`${file}.part`, { force: true })
  }
}

/**
 * @param {string} folder
 * @param {string} tree
 */
async function placeTree(folder, tree) {
  const share = join(tree, 'usr', 'share')
  mkdirSync(join(tree, 'opt'), { recursive: true })
  cpSync(folder, join(tree, home), { recursive: true, verbatimSymlinks: true })
  copy(join(root, 'resources', 'installers', 'crossfade-command'), join(tree, 'usr', 'bin', 'crossfade'))
  chmodSync(join(tree, 'usr', 'bin', 'crossfade'), 0o755)
  copy(join(root, config.linux.icon), join(share, 'icons', 'hicolor', '512x512', 'apps', `${config.executableName}.png`))
  copy(join(root, 'LICENSE'), join(share, 'doc', 'crossfade', 'copyright'))
  write(join(share, 'applications', `${config.executableName}.desktop`), desktopEntry())
  write(join(share, 'mime', 'packages', `${config.executableName}.xml`), mimeTypes())
}

/**
 * @param {string} version
 * @param {string} architecture
 * @param {number} kilobytes
 */
export const control = (version, architecture, kilobytes) => `Package: crossfade
Version: ${version}
Architecture: ${architecture}
Maintainer: ${config.linux.maintainer}
Installed-Size: ${kilobytes}
Depends: ${depends.join(', ')}
Section: science
Priority: optional
Description: ${config.linux.synopsis}
`

/** Freedesktop's Desktop Entry Specification 1.5: %U is replaced by the files that are opened with it. */
export const desktopEntry = () => `[Desktop Entry]
Type=Application
Name=${config.productName}
Comment=${config.linux.synopsis}
Exec=/opt/${config.productName}/${config.executableName} %U
Icon=${config.executableName}
Terminal=false
Categories=${config.linux.category};
MimeType=${config.fileAssociations.map((/** @type {{ mimeType: string }} */ one) => `${one.mimeType};`).join('')}
StartupWMClass=${config.productName}
`

export const mimeTypes = () => `<?xml version="1.0" encoding="UTF-8"?>
<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
${config.fileAssociations
  .map((/** @type {{ mimeType: string, description: string, ext: string }} */ one) => `  <mime-type type="${one.mimeType}">
    <comment>${one.description}</comment>
    <sub-class-of type="application/json"/>
    <glob pattern="*.${one.ext}"/>
  </mime-type>`)
  .join('\n')}
</mime-info>
`

/**
 * Readable for everybody, whatever umask this ran under.
 * @param {string} path
 */
function openToAll(path) {
  const facts = lstatSync(path)
  if (facts.isSymbolicLink()) return
  chmodSync(path, facts.isDirectory() || (facts.mode & 0o100) !== 0 ? 0o755 : 0o644)
  if (facts.isDirectory()) for (const name of readdirSync(path)) openToAll(join(path, name))
}

/** @param {string} path @returns {number} */
function sizeOf(path) {
  const facts = lstatSync(path)
  return facts.isDirectory() ? readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0) : facts.size
}

/** @param {string} from @param {string} to */
function copy(from, to) {
  write(to, readFileSync(from))
}

/** @param {string} path @param {string | Uint8Array} content */
function write(path, content) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
}

/** @param {string} what @param {string} todo */
const failed = (what, todo) => new SetupFailure({ what, why: 'The Debian package was not made', todo })
