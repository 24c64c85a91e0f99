import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateRawSync, gzipSync } from 'node:zlib'
import type { ReadingOptions } from '@shared/dataset/reading-options'
import type { OpenedTable } from '@shared/engine/data-methods'
import { guessRecipe } from '@shared/recipe/guess'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTable } from './open-table'
import { readPage } from './page'
import { prepare } from './prepare/prepare'
import { TableStore } from './table/table-store'

const context = { emit: () => undefined, signal: new AbortController().signal }
let folder: string
let store: TableStore
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossfade-formats-'))
  store = new TableStore()
})
afterAll(async () => {
  store.close()
  await rm(folder, { recursive: true, force: true })
})

const source = (path: string, reading: ReadingOptions = {}) => ({ path, reading, tmp: join(folder, 'tmp') })
const fixture = (name: string) => join(__dirname, 'fixtures', name)
const open = (path: string, reading?: ReadingOptions) => openTable(store, source(path, reading), context)
const types = (table: OpenedTable) => table.columns.map((c) => `${c.name}:${c.type}:${c.missing}:${c.distinct}`)

describe('Parquet', () => {
  it('is read with the types it has, whole numbers beyond 2^53 exactly', async () => {
    const table = await open(fixture('formats.parquet'))
    expect(table.rows).toBe(4)
    expect(types(table)).toEqual(['name:category:1:3', 'n:number:1:3', 'day:date:1:3', 'flag:boolean:1:2', 'big:number:0:4', '__proto__:category:0:2'])
    expect(table.columns[4]).toMatchObject({ min: '1', max: '9007199254740993' })
  })

  it('is prepared, and its rows are numbered as in the file', async () => {
    const opened = await open(fixture('formats.parquet'))
    const recipe = guessRecipe(opened.columns, opened.rows, '__proto__', { features: ['n', 'day', 'flag'] })
    const made = await prepare(store, { ...source(fixture('formats.parquet'), opened.reading), sha256: opened.sha256, recipe, cache: join(folder, 'cache') }, context)
    expect(made.features).toEqual(['n', 'day', 'flag', 'flag (missing)'])
    const page = await readPage(store, { ...source(fixture('formats.parquet')), offset: 0, limit: 2, sort: { column: 'n', descending: true } })
    expect(page).toMatchObject({ rowNumbers: [3, 1], total: 4 })
  })

  it('that is cut off, is said to be', async () => {
    const path = join(folder, 'cut.parquet')
    await writeFile(path, (await readFile(fixture('formats.parquet'))).subarray(0, 900))
    await expect(open(path)).rejects.toMatchObject({ code: 'file-unreadable', message: expect.stringMatching(/cut off/) as string })
  })
})

describe('JSON lines', () => {
  it('have a column for every key, texts as written, and rejected lines with their numbers', async () => {
    const table = await open(fixture('formats.jsonl'))
    expect(table.rows).toBe(5)
    expect(types(table)).toEqual([
      'name:text:1:4', 'n:number:2:3', 'day:date:2:3', 'flag:boolean:2:2', 'big:number:1:4', '__proto__:category:1:2', 'extra/~key:category:4:1',
    ])
    expect(table.columns[4]?.max).toBe('9007199254740993')
    expect(table.columns[6]?.min).toBe('{"deep":[1,2]}')
    expect(table.rejected).toEqual([
      { line: 5, reason: 'not a JSON object', text: '[1, 2]' },
      { line: 6, reason: 'not valid JSON', text: 'no json' },
    ])
  })

  it('are told from a JSON array', async () => {
    const path = join(folder, 'array.json')
    await writeFile(path, '[{"a": 1}, {"a": 2}]')
    await expect(open(path)).rejects.toMatchObject({ code: 'file-not-a-table', message: expect.stringMatching(/JSON array/) as string })
  })
})

describe('Excel workbooks', () => {
  it('give the sheet that is asked for, and say which there are', async () => {
    const first = await open(fixture('formats.xlsx'))
    expect([first.sheets, first.reading.sheet, types(first)]).toEqual([['First & only', 'Table'], 'First & only', ['other:number:0:2']])
    const table = await open(fixture('formats.xlsx'), { sheet: 'Table' })
    expect(types(table)).toEqual(['name:category:1:3', 'n:number:1:3', 'day:date:1:3', 'flag:boolean:1:2', '__proto__:category:0:2'])
    expect(table.columns[2]).toMatchObject({ min: '1999-12-31', max: '2021-03-04 05:06:07' })
    await expect(open(fixture('formats.xlsx'), { sheet: 'None' })).rejects.toMatchObject({ message: expect.stringMatching(/First & only, Table/) as string })
  })

  it('whose cells lie too far apart, are refused before they fill the memory', async () => {
    await expect(open(fixture('sparse.xlsx'))).rejects.toMatchObject({ code: 'file-unreadable', message: expect.stringMatching(/million cells/) as string })
  })

  it('that are zip bombs, or lie about their size, are refused', async () => {
    const bomb = join(folder, 'bomb.xlsx')
    await writeFile(bomb, zipOf('xl/worksheets/sheet1.xml', Buffer.alloc(600 << 20), 600 << 20))
    await expect(open(bomb)).rejects.toMatchObject({ code: 'file-unreadable', message: expect.stringMatching(/larger than 512 MB/) as string })
    const liar = join(folder, 'liar.xlsx')
    await writeFile(liar, zipOf('xl/workbook.xml', Buffer.from('<sheet name="a"/>'), 3))
    await expect(open(liar)).rejects.toMatchObject({ code: 'file-unreadable' })
  })

  it('that are cut off, or another kind of zip, are refused', async () => {
    const cut = join(folder, 'cut.xlsx')
    await writeFile(cut, (await readFile(fixture('formats.xlsx'))).subarray(0, 3000))
    await expect(open(cut)).rejects.toMatchObject({ code: 'file-unreadable', message: expect.stringMatching(/cut off/) as string })
    const other = join(folder, 'other.zip')
    await writeFile(other, zipOf('readme.txt', Buffer.from('hello'), 5))
    await expect(open(other)).rejects.toMatchObject({ code: 'file-not-a-table' })
  })
})

describe('delimited text', () => {
  it.each([
    ['in Windows-1252', Buffer.from('name;cost\nZo\xeb;1,5\nB\xe9a;2,5\n', 'latin1'), 'Béa', 'Zoë'],
    ['in UTF-16', Buffer.from('\ufeffname;cost\nZoë;1,5\nBéa;2,5\n', 'utf16le'), 'Béa', 'Zoë'],
    ['with lone carriage returns among its line ends', Buffer.from('name;cost\r\nZoe;1,5\rBea;2,5\n'), 'Bea', 'Zoe'],
    ['cut by runs of spaces', Buffer.from('name   cost\nZoe    1.5\nBea    2.5\n'), 'Bea', 'Zoe'],
  ])('%s is read from gzip as it is without, and leaves no copy behind', async (name, content, min, max) => {
    for (const [ending, bytes] of [['.csv', content], ['.csv.gz', gzipSync(content)]] as const) {
      const path = join(folder, `${name}${ending}`)
      await writeFile(path, bytes)
      expect(await open(path)).toMatchObject({ rows: 2, rejectedRows: 0, columns: [{ name: 'name', min, max }, { name: 'cost', type: 'number', min: 1.5, max: 2.5 }] })
    }
    expect((await readdir(join(folder, 'tmp'))).filter((left) => left.startsWith('text-'))).toEqual([])
  })

  it('is cut by something else than its quotes, and one character is not taken for two things', async () => {
    const path = join(folder, 'semicolons.csv')
    await writeFile(path, 'a,b;c\n1,2;3\n4,5;6\n')
    expect((await open(path)).reading.delimiter).toBe(',')
    expect((await open(path, { quote: ',' })).reading).toMatchObject({ delimiter: ';', quote: ',' })
    await expect(open(path, { quote: ',', delimiter: ',' })).rejects.toMatchObject({ code: 'file-not-a-table', message: expect.stringContaining('cannot separate the columns and quote texts as well') as string })
    await expect(open(path, { decimal: ',', thousands: ',' })).rejects.toMatchObject({ code: 'file-not-a-table', message: expect.stringContaining('cannot begin the decimals and group the thousands as well') as string })
  })
})

/** A zip file of one entry, whose directory says that it inflates to `said` bytes. */
function zipOf(name: string, content: Buffer, said: number): Buffer {
  const data = deflateRawSync(content)
  const local = Buffer.alloc(30)
  local.write('PK\x03\x04', 'latin1')
  local.writeUInt16LE(8, 8)
  local.writeUInt32LE(data.length, 18)
  local.writeUInt32LE(said, 22)
  local.writeUInt16LE(name.length, 26)
  const directory = Buffer.alloc(46)
  directory.write('PK\x01\x02', 'latin1')
  directory.writeUInt16LE(8, 10)
  directory.writeUInt32LE(data.length, 20)
  directory.writeUInt32LE(said, 24)
  directory.writeUInt16LE(name.length, 28)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(directory.length + name.length, 12)
  end.writeUInt32LE(local.length + name.length + data.length, 16)
  return Buffer.concat([local, Buffer.from(name), data, directory, Buffer.from(name), end])
}
