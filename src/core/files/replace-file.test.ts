import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { draftBeside, replaceFile } from './replace-file'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'crossfade-replace-file-'))
})
afterEach(() => rm(dir, { recursive: true }))

it('takes two exports to one place at once: one of them stands there, whole, and nothing beside it', async () => {
  const out = join(dir, 'card.html')
  const texts = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(2_000_000))
  await Promise.all(texts.map((text) => replaceFile(out, text)))
  expect(texts).toContain(await readFile(out, 'utf8'))
  expect(await readdir(dir)).toEqual(['card.html'])
})

it('gives every draft a name of its own', () => {
  expect(new Set([1, 2, 3].map(() => draftBeside(join(dir, 'm.keras')))).size).toBe(3)
})

it('leaves nothing of a file that cannot take its place', async () => {
  await mkdir(join(dir, 'card.html'))
  await expect(replaceFile(join(dir, 'card.html'), 'x')).rejects.toThrow()
  expect(await readdir(dir)).toEqual(['card.html'])
})
