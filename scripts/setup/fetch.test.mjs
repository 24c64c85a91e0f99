import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { fetchVerified } from './fetch.mjs'
import { findPython } from './python.mjs'

const wheel = 'sample_part-1.2.3-py3-none-any.whl'
/** A valid wheel of a little more than 300,000 bytes. */
const makeWheel = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as z:
    z.writestr("sample_part/data.bin", bytes(i * 7919 % 251 for i in range(300000)))
    z.writestr("sample_part-1.2.3.dist-info/METADATA", "Metadata-Version: 2.1\\nName: sample-part\\nVersion: 1.2.3\\n")
    z.writestr("sample_part-1.2.3.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    z.writestr("sample_part-1.2.3.dist-info/RECORD", "")
`

let bytes
let sha256

let folder
let server
let origin
/** @type {{ path: string, range: string | undefined }[]} */
let asked
/** How many bytes of the body the server sends before it drops the connection; undefined: all. */
let dropAfter

beforeAll(() => {
  const python = findPython()
  if (!python) return
  const place = mkdtempSync(join(tmpdir(), 'crossfade-wheel-'))
  execFileSync(python.command, ['-c', makeWheel, join(place, wheel)])
  bytes = readFileSync(join(place, wheel))
  sha256 = createHash('sha256').update(bytes).digest('hex')
  rmSync(place, { recursive: true })
})

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'crossfade-fetch-'))
  asked = []
  dropAfter = undefined
  server = createServer(serve)
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  origin = `http://127.0.0.1:${server.address().port}`
})

afterEach(async () => {
  server.closeAllConnections()
  await new Promise((done) => server.close(done))
  rmSync(folder, { recursive: true, force: true })
})

/** A small package index: one page with one link, and the file behind it, in ranges too. */
function serve(request, response) {
  const range = request.headers.range
  asked.push({ path: request.url, range })
  if (request.url === '/simple/sample-part/') {
    response.setHeader('Content-Type', 'text/html')
    response.end(`<html><body><a href="/files/${wheel}">${wheel}</a></body></html>`)
    return
  }
  if (request.url !== `/files/${wheel}`) {
    response.statusCode = 403
    response.end('refused')
    return
  }
  const from = range ? Number(/bytes=(\d+)-/.exec(range)[1]) : 0
  if (range) {
    response.statusCode = 206
    response.setHeader('Content-Range', `bytes ${from}-${bytes.length - 1}/${bytes.length}`)
  }
  response.setHeader('Content-Length', bytes.length - from)
  if (dropAfter === undefined) {
    response.end(bytes.subarray(from))
    return
  }
  response.write(bytes.subarray(from, from + dropAfter), () => response.destroy())
}

function request(changes = {}) {
  return {
    label: 'Sample',
    file: join(folder, 'sample.whl'),
    sha256,
    source: { kind: 'wheel', name: 'sample-part', version: '1.2.3', python: '3.11', platform: 'manylinux1_x86_64' },
    why: 'The test needs it',
    env: {
      ...process.env,
      PIP_INDEX_URL: `${origin}/simple`,
      PIP_EXTRA_INDEX_URL: '',
      PIP_NO_INDEX: '',
      CROSSFADE_RETRY_PAUSE: '0.01',
      NO_PROXY: '127.0.0.1',
    },
    ...changes,
  }
}

function downloads() {
  return asked.filter((entry) => entry.path.startsWith('/files/'))
}

function needsPip(name, test) {
  it(name, async (context) => {
    if (!findPython()) context.skip('Python 3 with pip is not installed')
    await test()
  }, 30_000)
}

needsPip('finds the wheel through the configured index and keeps it under its name', async () => {
  await fetchVerified(request())
  expect(readFileSync(join(folder, 'sample.whl')).equals(bytes)).toBe(true)
  expect(existsSync(join(folder, 'sample.whl.part'))).toBe(false)
})

needsPip('goes on from the bytes that an interrupted download left', async () => {
  writeFileSync(join(folder, 'sample.whl.part'), bytes.subarray(0, 120_000))
  await fetchVerified(request())
  expect(readFileSync(join(folder, 'sample.whl')).equals(bytes)).toBe(true)
  expect(downloads()).toEqual([{ path: `/files/${wheel}`, range: 'bytes=120000-' }])
})

needsPip('goes on by itself when the connection drops', async () => {
  dropAfter = 90_000
  await fetchVerified(request())
  expect(readFileSync(join(folder, 'sample.whl')).equals(bytes)).toBe(true)
  expect(downloads().map((entry) => entry.range)).toEqual([undefined, 'bytes=90000-', 'bytes=180000-', 'bytes=270000-'])
})

needsPip('does not ask the network again for a verified file', async () => {
  writeFileSync(join(folder, 'sample.whl'), bytes)
  await fetchVerified(request())
  expect(asked).toEqual([])
})

needsPip('replaces a kept file that is damaged', async () => {
  writeFileSync(join(folder, 'sample.whl'), bytes.subarray(1))
  await fetchVerified(request())
  expect(readFileSync(join(folder, 'sample.whl')).equals(bytes)).toBe(true)
})

needsPip('starts afresh when the bytes that were left are not of this file', async () => {
  writeFileSync(join(folder, 'sample.whl.part'), Buffer.alloc(50_000, 9))
  await fetchVerified(request())
  expect(readFileSync(join(folder, 'sample.whl')).equals(bytes)).toBe(true)
  expect(downloads().map((entry) => entry.range)).toEqual(['bytes=50000-', undefined])
})

needsPip('refuses a file with another sha256 and leaves nothing behind', async () => {
  await expect(fetchVerified(request({ sha256: 'f'.repeat(64) }))).rejects.toThrow(/another sha256 than the pinned one.*The test needs it/)
  expect(existsSync(join(folder, 'sample.whl'))).toBe(false)
  expect(existsSync(join(folder, 'sample.whl.part'))).toBe(false)
})

needsPip('says in one paragraph when the index does not have the version', async () => {
  const missing = { kind: 'wheel', name: 'sample-part', version: '9.9.9', python: '3.11', platform: 'manylinux1_x86_64' }
  await expect(fetchVerified(request({ source: missing }))).rejects.toThrow(/^Sample could not be downloaded: sample-part 9\.9\.9 was not found[^\n]+$/)
})

needsPip('fetches an address with the same session and fails at once when it is refused', async () => {
  await fetchVerified(request({ source: { kind: 'url', url: `${origin}/files/${wheel}` } }))
  expect(readFileSync(join(folder, 'sample.whl')).equals(bytes)).toBe(true)
  const refused = request({ file: join(folder, 'other'), source: { kind: 'url', url: `${origin}/nowhere` } })
  await expect(fetchVerified(refused)).rejects.toThrow(/403/)
})

needsPip("uses pip's own command when pip's internals are not the ones we know", async () => {
  const hide = 'import sys\nif any("fetch.py" in part for part in sys.orig_argv): sys.modules["pip._internal.commands.download"] = None\n'
  writeFileSync(join(folder, 'sitecustomize.py'), hide)
  const changed = request()
  await fetchVerified({ ...changed, env: { ...changed.env, PYTHONPATH: folder } })
  expect(readFileSync(join(folder, 'sample.whl')).equals(bytes)).toBe(true)
})
