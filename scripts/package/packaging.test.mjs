import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { root } from '../setup/paths.mjs'
import { control, desktopEntry, mimeTypes } from './deb.mjs'
import { loadedFiles } from './loaded-files.mjs'

const config = createRequire(import.meta.url)(join(root, 'electron-builder.config.cjs'))
const page = readFileSync(join(root, 'docs', 'packaging.md'), 'utf8')

it('names every fuse on its page as it is set', () => {
  const fuses = Object.entries(config.electronFuses)
  expect(fuses).toHaveLength(6)
  for (const [name, on] of fuses) expect(page).toContain(`| ${name[0].toUpperCase()}${name.slice(1)} | ${on ? 'on' : 'off'} |`)
})

it('has every file that its settings name', () => {
  const named = [config.afterPack, config.linux.icon, config.mac.icon, config.win.icon, config.mac.entitlements, 'resources/installers/crossfade-command']
  for (const { icon } of config.fileAssociations) named.push(`${icon}.ico`, `${icon}.icns`, `${icon}.png`)
  for (const file of named) expect(existsSync(join(root, file)), file).toBe(true)
})

it('gives the workflow every secret that the page names, and no other', () => {
  const workflow = readFileSync(join(root, '.github', 'workflows', 'package.yml'), 'utf8')
  const secrets = new Set([...workflow.matchAll(/secrets\.(\w+)/g)].map(([, name]) => name))
  expect(secrets.size).toBe(7)
  for (const name of secrets) expect(page).toContain(`\`${name}\``)
})

it('follows what is required, passes over what is not installed, and takes no other file', () => {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'crossfade-files-')))
  const write = (name, text) => {
    mkdirSync(dirname(join(dir, name)), { recursive: true })
    writeFileSync(join(dir, name), text)
  }
  try {
    write('package.json', '{"name":"x"}')
    write('node_modules/a/package.json', '{"name":"a","main":"lib/main.js"}')
    write('node_modules/a/lib/main.js', `require('./other'); try { require("not-there") } catch {} require('b/deep')`)
    write('node_modules/a/lib/other.js', `require('./main')`)
    write('node_modules/a/lib/unused.js', '')
    write('node_modules/b/package.json', '{"name":"b"}')
    write('node_modules/b/deep.js', `require('node:fs')`)
    const found = loadedFiles(['a'], dir).map((file) => file.slice(dir.length + '/node_modules/'.length).replaceAll('\\', '/'))
    expect(found).toEqual(['a/lib/main.js', 'a/lib/other.js', 'a/package.json', 'b/deep.js', 'b/package.json'])
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
})

it('tells Debian of the program, and the desktop of its files', () => {
  const fields = Object.fromEntries(control('1.2.3', 'amd64', 1_000_000).trimEnd().split('\n').map((line) => line.split(': ')))
  expect(fields).toMatchObject({ Package: 'crossfade', Version: '1.2.3', Architecture: 'amd64', 'Installed-Size': '1000000' })
  for (const name of ['Maintainer', 'Depends', 'Description']) expect(fields[name], name).toMatch(/./)
  const [{ mimeType, ext }] = config.fileAssociations
  expect(desktopEntry()).toContain(`MimeType=${mimeType};`)
  expect(desktopEntry()).toContain(`Exec=/opt/${config.productName}/${config.executableName} %U`)
  expect(mimeTypes()).toContain(`<mime-type type="${mimeType}">`)
  expect(mimeTypes()).toContain(`<glob pattern="*.${ext}"/>`)
  expect(readFileSync(join(root, 'resources', 'installers', 'crossfade-command'), 'utf8')).toContain(`/opt/${config.productName}/resources/bin/crossfade`)
})
