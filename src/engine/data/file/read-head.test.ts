import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readlink, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readHead } from './read-head'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossfade-head-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('the beginning of a gzip file', () => {
  it('is a megabyte of what it holds, or all of it', async () => {
    const [long, short] = [join(folder, 'long.csv.gz'), join(folder, 'short.csv.gz')]
    const text = randomBytes(1 << 20).toString('hex')
    await writeFile(long, gzipSync(text))
    await writeFile(short, gzipSync('a,b\n1,2\n'))
    const { head, whole } = await readHead(long)
    expect({ whole, same: head.toString('latin1') === text.slice(0, 1 << 20) }).toEqual({ whole: false, same: true })
    expect(await readHead(short)).toMatchObject({ whole: true, head: Buffer.from('a,b\n1,2\n') })
  })

  // Only Linux lists what a process has open.
  it.runIf(process.platform === 'linux')('is looked at without leaving the file open', async () => {
    const path = join(folder, 'open.csv.gz')
    await writeFile(path, gzipSync(randomBytes(2 << 20).toString('hex')))
    for (let time = 0; time < 3; time++) await readHead(path)
    const open = async () => (await Promise.all((await readdir('/proc/self/fd')).map((at) => readlink(`/proc/self/fd/${at}`).catch(() => '')))).filter((target) => target === path).length
    await expect.poll(open, { timeout: 10_000 }).toBe(0)
  })
})
