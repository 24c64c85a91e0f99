import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Column } from '@shared/dataset/column'
import { openTable } from '../open-table'
import { TableStore } from './table-store'

let folder: string
let store: TableStore
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossfade-profile-'))
  store = new TableStore()
})
afterAll(async () => {
  store.close()
  await rm(folder, { recursive: true, force: true })
})

/** Columns: one that counts the rows from 7, the same numbers in another order, cells with gaps, zeros of both signs and infinities, few different ones, texts. */
const cellsOf = (rows: number, i: number): string[] => [
  String(i + 7),
  String(((i * 7919) % rows) + 7),
  i % 11 === 0 ? '' : i % 97 === 0 ? 'inf' : i % 13 === 0 ? '-0' : i % 17 === 0 ? '0' : String(Math.sin(i) * 10 ** (i % 5)),
  String((i * i) % 5),
  `word ${i % 300}`,
]

async function profile(rows: number): Promise<readonly Column[]> {
  const path = join(folder, `${rows}.csv`)
  const lines = Array.from({ length: rows }, (_, i) => cellsOf(rows, i).join(','))
  await writeFile(path, `counts,mixed,gaps,few,words\n${lines.join('\n')}\n`)
  return (await openTable(store, { path, reading: {}, tmp: join(folder, 'tmp') }, { emit: () => undefined, signal: new AbortController().signal })).columns
}

/** The figures worked out in the plainest way. */
function expected(rows: number, place: number) {
  const values = Array.from({ length: rows }, (_, i) => cellsOf(rows, i)[place] as string).filter((cell) => cell !== '').map((cell) => (cell === 'inf' ? Infinity : Number(cell))).filter(Number.isFinite).map((x) => x + 0).sort((a, b) => a - b)
  const counts = new Map<number, number>()
  for (const x of values) counts.set(x, (counts.get(x) ?? 0) + 1)
  const mean = values.reduce((a, b) => a + b, 0) / values.length
  const [min, max] = [values[0] as number, values[values.length - 1] as number]
  const edges = Array.from({ length: 31 }, (_, i) => (i === 30 ? max : min + ((max - min) * i) / 30))
  return {
    missing: rows - values.length,
    distinct: counts.size,
    min,
    max,
    mean,
    std: Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length - 1)),
    quantiles: [0.05, 0.25, 0.5, 0.75, 0.95].map((q) => {
      const at = (values.length - 1) * q
      const low = values[Math.floor(at)] as number
      return low + ((values[Math.ceil(at)] as number) - low) * (at - Math.floor(at))
    }),
    counts: edges.slice(1).map((edge, b) => values.filter((x) => x >= (edges[b] as number) && (x < edge || b === 29)).length),
    top: [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 20).map(([x, count]) => ({ value: String(x), count })),
  }
}

describe('the profile of numbers', () => {
  // Short tables are sorted here, those from 20,000 rows on are counted by DuckDB.
  it.each([1_500, 21_001])('of %i rows has the figures of the values', async (rows) => {
    const columns = await profile(rows)
    expect(columns.map((c) => c.type)).toEqual(['id', 'number', 'number', 'number', 'category'])
    for (const place of [0, 1, 2, 3]) {
      const { mean, std, quantiles, counts, top, ...exact } = expected(rows, place)
      const column = columns[place] as Column
      expect(column).toMatchObject(exact)
      expect(column.histogram?.counts).toEqual(counts)
      expect(column.top).toEqual(top)
      expect((column.mean ?? NaN) / mean).toBeCloseTo(1, 10)
      expect((column.std ?? NaN) / std).toBeCloseTo(1, 10)
      column.quantiles?.forEach((q, i) => expect(q).toBeCloseTo(quantiles[i] as number, 9))
    }
    expect(columns[4]).toMatchObject({ missing: 0, distinct: 300, min: 'word 0', max: 'word 99' })
  })

  it('has the same bits every time', async () => {
    const first = await profile(30_000)
    store.close()
    store = new TableStore()
    expect(await profile(30_000)).toEqual(first)
  })
})
