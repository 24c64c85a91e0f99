import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTable } from '../open-table'
import { TableStore } from './table-store'

interface Figures {
  readonly cells: readonly string[]
  readonly distinct: number
  readonly min: string
  readonly max: string
  readonly std: number
}

const context = { emit: () => undefined, signal: new AbortController().signal }
let folder: string
let store: TableStore
let fixtures: Record<string, Figures>
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossfade-wide-'))
  store = new TableStore()
  fixtures = JSON.parse(await readFile(join(__dirname, '../fixtures/wide-integers.json'), 'utf8')) as Record<string, Figures>
})
afterAll(async () => {
  store.close()
  await rm(folder, { recursive: true, force: true })
})

async function column(name: string, cells: readonly string[]) {
  const path = join(folder, `${name}.csv`)
  await writeFile(path, `n,row\n${cells.map((cell, i) => `${cell},${i}`).join('\n')}\n`)
  return (await openTable(store, { path, reading: {}, tmp: join(folder, 'tmp') }, context)).columns[0]
}

describe('whole numbers that a double cannot tell apart', () => {
  it.each(['from 2^53 on', 'around 2^53', 'below -2^62', 'of both signs', 'beside fractions', 'beyond 64 bits'])('%s have the figures of exact fractions', async (name) => {
    const { cells, std, ...exact } = fixtures[name] as Figures
    const found = await column(name, cells)
    expect(found).toMatchObject(exact)
    expect((found?.std ?? NaN) / std).toBeCloseTo(1, 12)
  })

  it('keep the figures of their doubles where they are too large to be taken from each other', async () => {
    const found = await column('too large', ['9007199254740993', `1${'0'.repeat(60)}`, '3'])
    expect(found).toMatchObject({ distinct: 3, min: '3', max: '1e+60' })
    expect((found?.std ?? NaN) / 5.773502691896257e59).toBeCloseTo(1, 12)
  })
})
