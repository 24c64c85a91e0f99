import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseJsonLines } from '@shared/files/json-lines'
import type { VersionedFormat } from '@shared/files/versioned'
import { readVersioned } from '@shared/files/versioned'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { readJson } from './read-json'
import { writeJson } from './write-atomic'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'crossfade-files-'))
})
afterEach(() => rm(dir, { recursive: true }))

const schema = z.object({ version: z.literal(2), name: z.string() })
const format: VersionedFormat<typeof schema> = { schema, current: 2, upgrades: { 1: (old) => ({ ...old, name: String(old['title']) }) } }

describe('writeJson', () => {
  it('replaces the file and leaves nothing beside it', async () => {
    await writeJson(join(dir, 'a.json'), { version: 2, name: 'one' })
    await writeJson(join(dir, 'a.json'), { version: 2, name: 'two' })
    expect(await readdir(dir)).toEqual(['a.json'])
    expect(await readJson(join(dir, 'a.json'), format, 'run-unreadable')).toEqual({ version: 2, name: 'two' })
  })

  it('says in plain words that the folder is gone', async () => {
    await expect(writeJson(join(dir, 'gone', 'a.json'), {})).rejects.toMatchObject({ code: 'workspace-unavailable' })
  })

  it('keeps the old file when the new one cannot take its place', async () => {
    await mkdir(join(dir, 'a.json'))
    await expect(writeJson(join(dir, 'a.json'), {})).rejects.toThrow()
    expect(await readdir(dir)).toEqual(['a.json'])
  })
})

describe('readJson', () => {
  it('knows a file that is not there from one that cannot be read', async () => {
    expect(await readJson(join(dir, 'none.json'), format, 'run-unreadable')).toBeNull()
    await writeFile(join(dir, 'bad.json'), '{"version":2,')
    await expect(readJson(join(dir, 'bad.json'), format, 'run-unreadable')).rejects.toMatchObject({ code: 'run-unreadable' })
    expect(await readFile(join(dir, 'bad.json'), 'utf8')).toBe('{"version":2,')
  })
})

describe('readVersioned', () => {
  it('brings an old version up to date', () => {
    expect(readVersioned('{"version":1,"title":"old"}', format)).toEqual({ kind: 'ok', value: { version: 2, name: 'old' } })
  })
  it.each([
    ['', 'it is empty'],
    ['{"version":2,"na', 'it is not JSON, or its end is missing'],
    ['[1]', 'it holds no record'],
    ['{}', 'it has no version number'],
    ['{"version":3}', 'it was written by a newer Crossfade (format 3, this one reads up to 2)'],
    ['{"version":2,"name":1}', 'name: Invalid input: expected string, received number'],
  ])('says why %j cannot be read', (text, reason) => expect(readVersioned(text, format)).toEqual({ kind: 'bad', reason }))
})

describe('parseJsonLines', () => {
  const line = z.object({ epoch: z.number() })
  it('leaves out a torn last line', () => {
    expect(parseJsonLines('{"epoch":1}\n{"epoch":2}\n{"epo', line)).toEqual({ values: [{ epoch: 1 }, { epoch: 2 }], torn: true, bad: [] })
  })
  it('lets a bad line hide no other', () => {
    expect(parseJsonLines('{"epoch":1}\nnot json\n{"epoch":3}\n', line)).toEqual({ values: [{ epoch: 1 }, { epoch: 3 }], torn: false, bad: [2] })
  })
  it('reads every whole line of a file cut anywhere', () => {
    const text = '{"epoch":1}\n{"epoch":2}\n{"epoch":3}\n'
    for (let length = 0; length <= text.length; length++) {
      const { values, bad } = parseJsonLines(text.slice(0, length), line)
      expect(bad).toEqual([])
      expect(values.length).toBeGreaterThanOrEqual(text.slice(0, length).split('\n').length - 1)
    }
  })
})
