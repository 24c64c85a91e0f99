import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTable } from './open-table'
import { readPage } from './page'
import { TableStore } from './table/table-store'

const context = { emit: () => undefined, signal: new AbortController().signal }
const rows = 5_000_000
let folder: string
let store: TableStore
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossfade-large-'))
  store = new TableStore()
  // In a process of its own: what it needs must not count.
  const numbers = Array.from({ length: 14 }, (_, i) => `random() * ${i + 1} AS number_${i}`)
  const texts = Array.from({ length: 4 }, (_, i) => `'category ' || (random() * ${10 ** (i + 1)})::INTEGER AS text_${i}`)
  const sql = `COPY (SELECT i AS id, ${[...numbers, ...texts].join(', ')}, (random() * 5)::INTEGER AS class FROM range(${rows}) r(i)) TO '${join(folder, 'large.parquet')}' (FORMAT parquet)`
  const script = `const { DuckDBInstance } = require('@duckdb/node-api'); DuckDBInstance.create(':memory:', { temp_directory: ${JSON.stringify(folder)} }).then((i) => i.connect()).then((c) => c.run(${JSON.stringify(sql)}))`
  execFileSync(process.execPath, ['-e', script], { cwd: join(__dirname, '../../..') })
})
afterAll(async () => {
  store.close()
  await rm(folder, { recursive: true, force: true })
})

it('profiles a Parquet file of 5,000,000 rows and 20 columns under 1 GiB', async () => {
  const before = process.resourceUsage().maxRSS
  const source = { path: join(folder, 'large.parquet'), reading: {}, tmp: join(folder, 'tmp') }
  const table = await openTable(store, source, context)
  const page = await readPage(store, { ...source, offset: 4_999_990, limit: 100 })
  const peak = process.resourceUsage().maxRSS
  console.log(`${Math.round(table.ms)} ms, peak ${Math.round(peak / 1024)} MiB resident, ${Math.round(before / 1024)} before`)
  expect([table.rows, table.columns.length, page.rows.length]).toEqual([rows, 20, 10])
  expect(table.columns.every((c) => c.distinct > 1)).toBe(true)
  expect(peak).toBeLessThan(1024 * 1024)
})
