import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { writeNpy } from './npy'
import { readRows } from './read-rows'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'crossfade-rows-'))
})
afterEach(() => rm(dir, { recursive: true }))

it('reads the numbers of rows as they were written, and says what to do where they cannot be read', async () => {
  const path = join(dir, 'test-rows.npy')
  await expect(readRows(path)).rejects.toMatchObject({ code: 'run-unreadable' })
  await writeNpy(path, Int32Array.of(7, 0, 4_000_000), [3])
  expect(Array.from(await readRows(path))).toEqual([7, 0, 4_000_000])
  await writeFile(path, 'nothing')
  await expect(readRows(path)).rejects.toMatchObject({ code: 'run-unreadable' })
})
