import { execFileSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { OpenedTable } from '@shared/engine/data-methods'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTable } from './open-table'
import { readPage } from './page'
import { TableStore } from './table/table-store'

const context = { emit: () => undefined, signal: new AbortController().signal }
let folder: string
let store: TableStore
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossfade-bad-'))
  store = new TableStore()
})
afterAll(async () => {
  store.close()
  await rm(folder, { recursive: true, force: true })
})

async function open(name: string, content: string | Buffer): Promise<OpenedTable> {
  const path = join(folder, name)
  await writeFile(path, content)
  return openTable(store, { path, reading: {}, tmp: join(folder, 'tmp') }, context)
}

/** Root may read everything, so it becomes nobody for as long as `work` takes. */
async function asOrdinaryUser(work: () => Promise<void>): Promise<void> {
  const root = process.getuid?.() === 0
  if (root) process.seteuid?.(65_534)
  try {
    await work()
  } finally {
    if (root) process.seteuid?.(0)
  }
}

const shape = (table: OpenedTable) => table.columns.map((c) => `${c.name}:${c.type}`)

describe('files that are no table', () => {
  it.each([
    ['empty.csv', '', 'file-empty', /0 bytes/],
    ['header.csv', 'a,b,c\n', 'file-empty', /header and no rows/],
    ['blank.csv', '\n\n\n', 'file-empty', /empty lines/],
    ['binary.csv', Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256)), 'file-not-a-table', /binary/],
    ['unclosed.csv', 'a,b\n1,"x\n2,y\n3,z\n', 'file-not-a-table', /line 2 .*quote that is not closed/],
    ['cut.csv.gz', gzipSync(`a,b\n${Array.from({ length: 50_000 }, (_, i) => `${i},${(i * 31) % 977}`).join('\n')}\n`).subarray(0, 60_000), 'file-unreadable', /cut off/],
    ['trailing.csv.gz', Buffer.concat([gzipSync('a,b\n1,2\n3,4\n'), Buffer.from('and more')]), 'file-unreadable', /cut off or damaged/],
    ['page.csv', '<!DOCTYPE html>\n<html><body>Sign in to download</body></html>\n', 'file-not-a-table', /web page/],
    ['utf-32.csv', Buffer.from(Uint32Array.from(['\uFEFF', ...'a,b\n1,2\n'], (c) => c.codePointAt(0) as number).buffer), 'file-not-a-table', /UTF-32/],
    ['holes.csv', Buffer.alloc(3 << 20), 'file-not-a-table', /binary/],
    ['only-mark.csv', '\uFEFF', 'file-empty', /empty lines/],
    ['first-bytes.parquet', 'PAR1', 'file-unreadable', /Parquet/],
    ['first-bytes.xlsx', Buffer.from('PK\x03\x04 and nothing of it'), 'file-unreadable', /xlsx/],
    ['array.json', '[{"x": 1}, {"x": 2}]', 'file-not-a-table', /one JSON array/],
    ['damaged.csv.gz', Buffer.from([0x1f, 0x8b, 8, 0]), 'file-empty', /nothing/],
  ])('%s', async (name, content, code, message) => {
    await expect(open(name, content)).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string })
  })

  it('a folder, and a path where nothing is', async () => {
    await mkdir(join(folder, 'folder.csv'))
    const source = { reading: {}, tmp: join(folder, 'tmp') }
    await expect(openTable(store, { ...source, path: join(folder, 'folder.csv') }, context)).rejects.toMatchObject({ code: 'file-is-directory' })
    await expect(openTable(store, { ...source, path: join(folder, 'nothing.csv') }, context)).rejects.toMatchObject({ code: 'file-not-found' })
  })

  it('a link that leads back to itself', async () => {
    await symlink(join(folder, 'there.csv'), join(folder, 'here.csv'))
    await symlink(join(folder, 'here.csv'), join(folder, 'there.csv'))
    await expect(openTable(store, { path: join(folder, 'here.csv'), reading: {}, tmp: join(folder, 'tmp') }, context)).rejects.toMatchObject({ code: 'file-unreadable', message: expect.stringContaining('leads back to itself') as string })
  })

  it('a file that this user may not read', async () => {
    const path = join(folder, 'locked.csv')
    await writeFile(path, 'a,b\n1,2\n')
    await chmod(path, 0)
    await chmod(folder, 0o755)
    await asOrdinaryUser(async () => {
      await expect(openTable(store, { path, reading: {}, tmp: join(folder, 'tmp') }, context)).rejects.toMatchObject({ code: 'file-unreadable' })
    })
  })

  it('a device or a pipe', async () => {
    const path = join(folder, 'pipe')
    execFileSync('mkfifo', [path])
    await expect(openTable(store, { path, reading: {}, tmp: join(folder, 'tmp') }, context)).rejects.toMatchObject({ code: 'file-unreadable' })
  })
})

describe('a file that changes while it is open', () => {
  it('is read anew when it has grown, and missed when it is gone', async () => {
    const path = join(folder, 'growing.csv')
    const source = { path, reading: {}, tmp: join(folder, 'tmp') }
    const before = await open('growing.csv', 'a,b\n1,2\n3,4\n')
    await writeFile(path, 'a,b\n1,2\n3,4\n5,6\n')
    const page = await readPage(store, { ...source, offset: 0, limit: 10 })
    expect([before.rows, page.total]).toEqual([2, 3])
    expect((await openTable(store, source, context)).sha256).not.toBe(before.sha256)
    await rm(path)
    await expect(readPage(store, { ...source, offset: 0, limit: 10 })).rejects.toMatchObject({ code: 'file-not-found', message: expect.stringContaining('growing.csv') as string })
  })
})

describe('lines that cannot be read', () => {
  it('are counted and listed with line and reason; the others stay', async () => {
    const table = await open('ragged.csv', 'a,b,c\n1,2,3\n1,2\n1,2,3,4\n4,5,6\n')
    expect([table.rows, table.rejectedRows]).toEqual([2, 2])
    expect(table.rejected).toEqual([
      { line: 3, reason: '2 fields, the table has 3', text: '1,2' },
      { line: 4, reason: 'more than 3 fields', text: '1,2,3,4' },
    ])
  })

  it('an unclosed quote names the lines that went with it', async () => {
    const table = await open('unclosed-later.csv', 'a,b\n0,k\n1,"x\n2,y\n3,z\n')
    expect(table.rejected).toMatchObject([{ line: 3, reason: 'a quote that is not closed; 3 more lines went with it' }])
  })
})

describe('odd files that are tables all the same', () => {
  it('a byte order mark, NUL bytes, mixed and lone line ends', async () => {
    expect(shape(await open('bom.csv', '\ufeffa,b\n1,2\n'))).toEqual(['a:number', 'b:number'])
    expect((await open('nul.csv', 'a,b\n1,x\0y\n2,z\n3,t\n')).rows).toBe(3)
    const mixed = await open('mixed.csv', 'a,b\r\n1,2\n3,4\r\n5,6\r7,8\n')
    expect([mixed.rows, mixed.rejectedRows, mixed.columns[1]?.max]).toEqual([4, 0, 8])
    expect((await open('returns.csv', 'a,b\r1,2\r3,4\r')).rows).toBe(2)
    for (const [inName, ofLines] of [['\n', '\r\n'], ['\r\n', '\n'], ['\n', '\n'], ['\r\n', '\r\n']] as const) {
      const split = await open('split-name.csv', [`"one${inName}two ""x""",b`, '1,2', '3,"4"', ''].join(ofLines))
      expect([split.rows, split.rejectedRows, split.columns[0]?.max, split.columns.length]).toEqual([2, 0, 3, 2])
    }
  })

  it('a field of 10 MB', async () => {
    const table = await open('long.csv', `a,b\n1,${'x'.repeat(10 << 20)}\n2,z\n`)
    expect([table.rows, table.rejectedRows, String(table.columns[1]?.min).length]).toEqual([2, 0, 200])
  })

  it('empty and repeated names, and names that look like code', async () => {
    expect((await open('names.csv', 'a,a,,b,,a_2\n1,2,3,4,5,6\n7,8,9,1,2,3\n')).columns.map((c) => c.name)).toEqual(['a', 'a_3', 'unnamed', 'b', 'unnamed_2', 'a_2'])
    const odd = await open('odd.csv', '"na""me",<b>x</b>,"a; DROP TABLE t1",😀,__proto__,\'q\'\n1,2,3,4,5,6\n2,3,4,5,6,7\n')
    expect(odd.columns.map((c) => c.name)).toEqual(['na"me', '<b>x</b>', 'a; DROP TABLE t1', '😀', '__proto__', "'q'"])
  })

  it('numbers with units, dates in several formats: categories, not numbers with holes', async () => {
    expect(shape(await open('units.csv', 'price,n\n12 kg,1\n13,2\n14,3\n'))).toEqual(['price:category', 'n:number'])
    expect(shape(await open('dates.csv', 'd,n\n2020-01-02,1\n03/04/2020,2\n5 May 2020,3\n'))).toEqual(['d:category', 'n:number'])
    expect(shape(await open('underscores.csv', 'd,n\n1_000,1\n2_000,2\n3_000,3\n'))[0]).toBe('d:category')
  })

  it('infinities count as missing, like NaN', async () => {
    const { columns } = await open('infinite.csv', 'x,y\ninf,1\nNaN,2\n-Infinity,3\n4,4\n')
    expect(columns[0]).toMatchObject({ type: 'number', missing: 3, min: 4, max: 4, mean: 4, std: null })
  })

  it('a column without values, a single row', async () => {
    expect((await open('missing.csv', 'x,y\n,1\n,2\nNA,3\n')).columns[0]).toMatchObject({ missing: 3, distinct: 0, min: null, mean: null, histogram: null })
    expect((await open('one.csv', 'x,y\n1,a\n')).rows).toBe(1)
  })

  it('whole numbers beyond 2^53 stay exact', async () => {
    const { columns } = await open('big.csv', 'n,v\n9007199254740993,1\n9007199254740992,2\n9007199254740995,3\n')
    expect(columns[0]).toMatchObject({ distinct: 3, min: '9007199254740992', max: '9007199254740995' })
  })

  it('encodings, also one that shows only after the first megabyte', async () => {
    expect((await open('utf16.csv', Buffer.from('\ufeffnamé,b\nzé,1\nü,2\n', 'utf16le'))).columns[0]).toMatchObject({ name: 'namé', max: 'ü' })
    expect((await open('latin.csv', Buffer.from('nam\xe9,b\nz\xe9,1\n\xfc,2\n', 'latin1'))).columns[0]?.name).toBe('namé')
    const late = await open('late.csv', Buffer.from(`a,b\n${'1,x\n'.repeat(400_000)}2,\xe9\n`, 'latin1'))
    expect([late.rows, late.rejectedRows, late.reading.encoding, late.columns[1]?.max]).toEqual([400_001, 0, 'windows-1252', 'é'])
  })

  it('decimal commas, thousands, other delimiters, no header, a signed missing value', async () => {
    expect((await open('euro.csv', 'a;b;c\n1,5;2;x\n2,25;3;y\n')).columns[0]).toMatchObject({ type: 'number', max: 2.25 })
    expect((await open('thousands.csv', 'a;b\n1.234,5;x\n2.345.678,0;y\n12,1;z\n')).columns[0]).toMatchObject({ type: 'number', max: 2345678 })
    expect((await open('quoted.csv', 'a,b\n"1,234",x\n"12,345",y\n"5",z\n')).columns[0]).toMatchObject({ type: 'number', max: 12345 })
    expect(shape(await open('tabs.tsv', 'a\tb\n1\t2\n3\t4\n'))).toEqual(['a:number', 'b:number'])
    expect(shape(await open('headless.csv', '1,2,x\n3,4,y\n5,6,x\n'))).toEqual(['column_1:number', 'column_2:number', 'column_3:category'])
    expect((await open('signs.csv', 'age,w\n1,?\n?,3\n4,5\n')).columns[0]).toMatchObject({ type: 'number', missing: 1 })
    expect((await open('members.csv.gz', Buffer.concat([gzipSync('a,b\n1,2\n'), gzipSync('3,4\n')]))).rows).toBe(2)
  })

  it('columns cut by spaces, also lined up with many', async () => {
    expect(shape(await open('spaces.txt', 'a b c\n1 2 x\n3 4 y\n5 6 x\n'))).toEqual(['a:number', 'b:number', 'c:category'])
    const lined = await open('lined-up.txt', '   mpg   hp  "car name"\n  18.0  130  "a b  c"\n  15.0   95  "d e"\n')
    expect([lined.columns.map((c) => c.name), lined.columns[2]?.max, lined.rejectedRows]).toEqual([['mpg', 'hp', 'car name'], 'd e', 0])
    // Texts with spaces are one column all the same.
    expect(shape(await open('sentences.txt', 'said\nhello there\nhow are you\nfine\n'))).toEqual(['said:category'])
  })

  it('an apostrophe before every cell', async () => {
    const table = await open('apostrophes.csv', `'a,'b\n${Array.from({ length: 30 }, (_, i) => `'00${i},'x${i % 3}`).join('\n')}\n`)
    expect([table.rows, table.rejectedRows, table.columns.map((c) => c.name), table.columns[1]?.top[0]?.value]).toEqual([30, 0, ["'a", "'b"], "'x0"])
    const quoted = await open('single-quotes.csv', `'a','b'\n${Array.from({ length: 30 }, (_, i) => `'${i}','x, ${i % 3}'`).join('\n')}\n`)
    expect([quoted.rows, shape(quoted), quoted.columns[1]?.max]).toEqual([30, ['a:number', 'b:category'], 'x, 2'])
  })

  // 10,000 of them: wide.deep.ts.
  it('2,000 columns', async () => {
    const line = (cell: (i: number) => string) => Array.from({ length: 2000 }, (_, i) => cell(i)).join(',')
    const lines = [line((i) => `f${i}`), ...Array.from({ length: 20 }, (_, r) => line((i) => String((i * r) % 17)))]
    const table = await open('wide.csv', `${lines.join('\n')}\n`)
    expect([table.rows, table.columns.length, table.columns[1999]?.type]).toEqual([20, 2000, 'number'])
  })
})
