import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { OpenedTable } from '@shared/engine/data-methods'
import { Database } from '../duckdb'
import { openTable } from '../open-table'
import { readPage } from '../page'
import { TableStore } from './table-store'

const context = { emit: () => undefined, signal: new AbortController().signal }
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossfade-lean-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** What stands at the beginning of each file, where its columns are looked at before it is read. */
const usual = Array.from({ length: 3000 }, (_, i) => [String(i % 50), (i / 8).toFixed(3), `word ${i % 7}`, ''])

/** The profile of a table that was read for its numbers, and of the same with every cell as it is written; and its last row. */
async function bothWays(name: string, last: readonly (readonly string[])[], reading: Parameters<typeof openTable>[1]['reading'] = {}) {
  const path = join(folder, name)
  const delimiter = reading.delimiter ?? ','
  await writeFile(path, `${[['a', 'b', 'c', 'd'], ...usual, ...last].map((row) => row.join(delimiter)).join('\n')}\n`)
  const stores = [new TableStore(), new TableStore()] as const
  try {
    const source = { path, reading, tmp: join(folder, 'tmp') }
    const lean = await openTable(stores[0], source, context)
    const spelled = await openTable(stores[1], { ...source, spelled: true }, context)
    const page = await readPage(stores[0], { ...source, reading: lean.reading, offset: spelled.rows - 1, limit: 1 })
    return { lean: comparable(lean), spelled: comparable(spelled), lastRow: page.rows[0] }
  } finally {
    for (const store of stores) store.close()
  }
}
const comparable = ({ ms: _, ...opened }: OpenedTable) => opened

describe('a table that is read for its numbers', () => {
  it.each([
    ['numbers only', [['+5', '1.50', 'x', '']], 'number'],
    ['a word far down', [['many', '1', 'x', ''], ['2', '3', 'y', '']], 'category'],
    ['words in two columns on one line', [['many', 'few', 'x', '']], 'category'],
    ['digits in groups, which only DuckDB takes for a number', [['1_000', '2', 'x', '']], 'category'],
    ['digits in groups in a text', [['1', '2', 'id_1_2', '']], 'number'],
    ['whole numbers beyond 2^53', [['9007199254740993', '2', 'x', '']], 'number'],
    ['infinity and what is no number', [['inf', 'NAN', 'x', ''], ['-Infinity', '1e400', 'x', '']], 'number'],
    ['a column that is empty at first', [['1', '2', 'x', 'late'], ['1', '2', 'x', 'later']], 'number'],
    ['lines that cannot be read, a stray cell among them', [['1', '2'], ['many', '2', 'x', '', '5'], ['3', '4', 'x', '']], 'number'],
    ['empty cells and missing ones', [['', 'NA', 'x', ''], ['NULL', '', '', '']], 'number'],
  ])('is what it is with every cell as it is written: %s', async (_, last, type) => {
    const { lean, spelled, lastRow } = await bothWays('table.csv', last)
    expect(lean).toEqual(spelled)
    expect(lean.columns[0]?.type).toBe(type)
    expect(lastRow).toEqual([...(last[last.length - 1] ?? [])].map((cell) => (['', 'NA', 'NULL'].includes(cell) ? null : cell)))
  })

  it.each([
    ['decimal commas', { delimiter: ';', decimal: ',' as const, thousands: '' as const }, [['1,5', '2', 'x', '']]],
    ['thousands in groups', { delimiter: ';', decimal: '.' as const, thousands: ',' as const }, [['1,234', '2', 'x', ''], ['1,23', '4', 'y', '']]],
  ])('also where numbers are written with %s', async (_, reading, last) => {
    const { lean, spelled } = await bothWays('styled.csv', last, reading)
    expect(lean).toEqual(spelled)
  })
})

describe('a column of numbers that holds texts further down', () => {
  afterEach(() => void vi.restoreAllMocks())

  /** The statements by which a table is read for its numbers: what they make of the first column, and how many faults they keep. */
  async function readings(name: string, lines: readonly string[]) {
    const path = join(folder, name)
    await writeFile(path, `a,b,c\n${lines.join('\n')}\n`)
    const stores = [new TableStore(), new TableStore()] as const
    const run = vi.spyOn(Database.prototype, 'run')
    try {
      const source = { path, reading: {}, tmp: join(folder, 'tmp') }
      const lean = await openTable(stores[0], source, context)
      const statements = run.mock.calls.map(([sql]) => /read_csv\(.*'c0': '(\w+)', 'c1': '(\w+)'.*rejects_limit = (\d+)/s.exec(sql)?.slice(1).join(' ')).filter((found) => found !== undefined)
      expect(comparable(lean)).toEqual(comparable(await openTable(stores[1], { ...source, spelled: true }, context)))
      return { statements, lean }
    } finally {
      for (const store of stores) store.close()
    }
  }

  it('is read once, with its texts, where they are a fair share of a long file', async () => {
    const { statements, lean } = await readings('long.csv', Array.from({ length: 200_000 }, (_, i) => `${i < 20_000 ? i : `w${i % 9}`},${i % 11},x`))
    expect(statements).toEqual(['VARCHAR DOUBLE 3000'])
    expect(lean).toMatchObject({ rows: 200_000, rejectedRows: 0 })
  })

  it('is read in the way that copies no line where there are many of them all the same', async () => {
    const { statements, lean } = await readings('short.csv', Array.from({ length: 40_000 }, (_, i) => (i === 30_000 ? '1,2' : `${i < 5000 ? i : `w${i % 9}`},${i % 11},x`)))
    expect(statements).toEqual(['DOUBLE DOUBLE 3000', 'VARCHAR VARCHAR 0'])
    expect(lean).toMatchObject({ rows: 39_999, rejectedRows: 1 })
  })

  it('keeps every line that cannot be read, however many there are', async () => {
    const { statements, lean } = await readings('broken.csv', Array.from({ length: 40_000 }, (_, i) => (i < 5000 || i % 2 === 0 ? `${i},${i % 11},x` : '1,2')))
    expect(statements).toEqual(['DOUBLE DOUBLE 3000', 'VARCHAR VARCHAR 0'])
    expect(lean).toMatchObject({ rows: 22_500, rejectedRows: 17_500 })
  })
})
