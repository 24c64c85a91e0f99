import { createHash } from 'node:crypto'
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isThatCopy } from './keep-copy'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'crossfade-copy-'))
})
afterEach(() => rm(dir, { recursive: true }))

describe('a copy of a table', () => {
  it('is the one on record only to the byte, also after it was believed once', async () => {
    const path = join(dir, 'd.parquet')
    const copy = { bytes: 4, sha256: createHash('sha256').update('rows').digest('hex') }
    expect(await isThatCopy(path, copy)).toBe(false)
    await writeFile(path, 'rows')
    expect(await isThatCopy(path, copy)).toBe(true)
    expect(await isThatCopy(path, copy)).toBe(true)
    await writeFile(path, 'cows')
    await utimes(path, new Date(0), new Date(0))
    expect(await isThatCopy(path, copy)).toBe(false)
  })
})
