import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTable } from './open-table'
import { parseRecords } from './file/parse-records'
import { exportRejectedLines, listRejectedLines } from './rejected'
import { TableStore } from './table/table-store'

const context = { emit: () => undefined, signal: new AbortController().signal }
let folder: string
let store: TableStore
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossfade-rejected-'))
  store = new TableStore()
})
afterAll(async () => {
  store.close()
  await rm(folder, { recursive: true, force: true })
})

it('lists and writes every line that could not be read, far beyond those that come with the table', async () => {
  const path = join(folder, 'torn.csv')
  const long = 'x'.repeat(3000)
  // Every second line has a field too many; the last one is long, with quotes and line ends.
  const lines = Array.from({ length: 9000 }, (_, i) => (i % 2 === 0 ? `${i},${i % 7}` : `${i},1,more`))
  await writeFile(path, `a,b\n${lines.join('\n')}\n9999,1,"two\nlines, ""quoted"" ${long}"\n`)
  const source = { path, reading: {}, tmp: join(folder, 'tmp') }
  const table = await openTable(store, source, context)
  expect([table.rows, table.rejectedRows, table.rejected.length]).toEqual([4500, 4501, 1000])
  const later = await listRejectedLines(store, { ...source, offset: 4400, limit: 1000 })
  expect([later.length, later[0]]).toEqual([101, { line: 8803, reason: 'more than 2 fields', text: '8801,1,more' }])
  expect(later[100]?.text).toHaveLength(500)

  const out = join(folder, 'rejected.csv')
  expect(await exportRejectedLines(store, { ...source, out }, context)).toEqual({ rows: 4501 })
  const records = parseRecords(await readFile(out, 'utf8'), ',', '"', Infinity)
  expect(records).toHaveLength(4502)
  expect(records.slice(0, 3)).toEqual([['line', 'reason', 'text'], ['3', 'more than 2 fields', '1,1,more'], ['5', 'more than 2 fields', '3,1,more']])
  expect(records[4501]?.[2]).toContain(long)
  expect((await readdir(folder)).filter((name) => name.startsWith('rejected.csv'))).toEqual(['rejected.csv'])
  await expect(exportRejectedLines(store, { ...source, out: join(folder, 'nowhere', 'x.csv') }, context)).rejects.toThrow()
})

it('lists lines of JSON that could not be read', async () => {
  const path = join(folder, 'torn.jsonl')
  await writeFile(path, `{"a":1}\n${'[1]\n'.repeat(1500)}no json\n`)
  const source = { path, reading: {}, tmp: join(folder, 'tmp') }
  expect((await openTable(store, source, context)).rejectedRows).toBe(1501)
  expect(await listRejectedLines(store, { ...source, offset: 1499, limit: 5 })).toEqual([
    { line: 1501, reason: 'not a JSON object', text: '[1]' },
    { line: 1502, reason: 'not valid JSON', text: 'no json' },
  ])
})
