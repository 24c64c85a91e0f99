import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { ReadingOptions } from '@shared/dataset/reading-options'
import { temporaryFolder } from '../../trainer/fixtures/temporary-folder'
import { absentBeside, readingBeside } from './reading-beside'

const folder = temporaryFolder('crossfade-beside-')
const table: ReadingOptions = { format: 'csv', delimiter: ',', quote: '"', header: true, encoding: 'utf-8', decimal: '.', thousands: '', na: ['', 'none'] }
const written = (name: string, text: string | Buffer): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
const needed = ['size', 'kind']
const rows = (delimiter: string) => ['size', 'kind', 'more'].join(delimiter) + '\n' + Array.from({ length: 20 }, (_, row) => [row, row % 2 === 0 ? 'a' : 'b', 'x'].join(delimiter)).join('\n')

it('reads a file as the table is read where its columns are there then', async () => {
  expect(await readingBeside(written('same.csv', rows(',')), table, needed)).toBe(table)
  // Nothing is better by itself either: what is said of it is then said by whoever misses the columns.
  expect(await readingBeside(written('other.csv', 'a,b\n1,2\n'), table, needed)).toBe(table)
})

it('looks at a file with another delimiter or encoding by itself, and keeps how missing cells and numbers are written', async () => {
  const own = { format: 'csv', na: ['', 'none'], decimal: '.', thousands: '' }
  expect(await readingBeside(written('tabs.tsv', rows('\t')), table, needed)).toEqual(own)
  expect(await readingBeside(written('wide.csv', Buffer.from(`\uFEFF${rows(',')}`, 'utf16le')), table, needed)).toEqual(own)
})

it('knows another format by its content', async () => {
  const parquet = join(__dirname, '..', 'fixtures', 'formats.parquet')
  expect(await readingBeside(parquet, table, needed)).toEqual({ format: 'parquet' })
  expect(await readingBeside(written('lines.jsonl', '{"size":1,"kind":"a"}\n'), table, needed)).toEqual({ format: 'jsonl' })
  expect(await readingBeside(written('plain.csv', rows(',')), { format: 'parquet' }, needed)).toEqual({ format: 'csv' })
})

it('tells by the head which columns a file of text lacks, however it is written', async () => {
  for (const path of [written('whole.csv', rows(',')), written('whole.tsv', rows('\t'))]) {
    expect(await absentBeside(path, table, needed)).toEqual([])
    expect(await absentBeside(path, table, ['colour', ...needed, 'age'])).toEqual(['colour', 'age'])
  }
  expect(await absentBeside(written('one.csv', 'size\n1\n2\n'), table, needed)).toEqual(['kind'])
  // Only the whole file would tell.
  expect(await absentBeside(written('some.jsonl', '{"size":1}\n'), table, needed)).toEqual([])
})
