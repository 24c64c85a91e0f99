import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { electronPackage, fetchOfficial, installedOfficial } from './electron-official.mjs'
import { findPython } from './python.mjs'

const version = '45.4.1'
const name = `electron-v${version}-${process.platform}-${process.arch}.zip`

let folder
let server
let zip

/** A package that names a binary of a few bytes, and a mirror that has it. */
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'crossfade-electron-'))
  mkdirSync(join(folder, 'electron'))
  symlinkSync(dirname(electronPackage), join(folder, 'electron', 'node_modules'))
  writeFileSync(join(folder, 'electron', 'package.json'), JSON.stringify({ name: 'electron', version }))
  const make = `import zipfile,sys\nwith zipfile.ZipFile(sys.argv[1],"w") as z:\n  z.writestr("electron","#!/bin/sh\\n"); z.writestr("version","${version}")`
  execFileSync(findPython()?.command ?? 'python3', ['-c', make, join(folder, 'served.zip')])
  zip = readFileSync(join(folder, 'served.zip'))
  checksum(createHash('sha256').update(zip).digest('hex'))
  server = createServer((request, response) => {
    if (request.url !== `/v${version}/${name}`) response.statusCode = 404
    response.end(request.url === `/v${version}/${name}` ? zip : '')
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  vi.stubEnv('ELECTRON_MIRROR', `http://127.0.0.1:${server.address().port}/`)
  vi.stubEnv('CROSSFADE_CACHE', join(folder, 'cache'))
  vi.stubEnv('NO_PROXY', '127.0.0.1')
})

afterEach(async () => {
  vi.unstubAllEnvs()
  await new Promise((done) => server.close(done))
  rmSync(folder, { recursive: true, force: true })
})

function checksum(sha256) {
  writeFileSync(join(folder, 'electron', 'checksums.json'), JSON.stringify({ [name]: sha256 }))
}

const onLinux = (test) => async (context) => {
  if (process.platform !== 'linux' || !findPython()) context.skip('the sample archive is laid out as on Linux, and made by Python')
  await test()
}

it('brings the binary that the electron package names into the cache, from its mirror', onLinux(async () => {
  const packageFolder = join(folder, 'electron')
  expect(installedOfficial(packageFolder)).toBeUndefined()
  const executable = await fetchOfficial(packageFolder)
  expect(executable.startsWith(join(folder, 'cache'))).toBe(true)
  expect(existsSync(executable)).toBe(true)
  expect(installedOfficial(packageFolder)).toBe(executable)
}), 30_000)

it('refuses a binary with another checksum and leaves no half of it', onLinux(async () => {
  checksum('0'.repeat(64))
  await expect(fetchOfficial(join(folder, 'electron'))).rejects.toThrow(/another sha256/)
  expect(readdirSync(join(folder, 'cache', 'electron'))).toEqual([])
}), 30_000)
