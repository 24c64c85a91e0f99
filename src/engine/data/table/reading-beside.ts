import type { ReadingOptions } from '@shared/dataset/reading-options'
import { columnNames } from '../file/column-names'
import { readHead } from '../file/read-head'
import type { FileHead } from '../file/read-head'
import { decodeHead, sniffEncoding } from '../file/sniff-encoding'
import { sniffDialect } from '../file/sniff-dialect'
import { formatOf } from './load-table'

/**
 * How a file beside a table is read, such as one with the test rows: as the table is, where it has the columns that are needed then; else as it
 * looks by itself, since it may be Parquet beside a CSV, or have another delimiter. How numbers and missing cells are written stays the table's.
 * Errors: file-*.
 */
export async function readingBeside(path: string, reading: ReadingOptions, needed: readonly string[]): Promise<ReadingOptions> {
  const head = await readHead(path)
  const format = formatOf(head, path)
  const { na, decimal, thousands } = reading
  if (format !== 'csv') return format === reading.format ? reading : { format, ...(na === undefined || format !== 'xlsx' ? {} : { na }) }
  const own: ReadingOptions = { format, ...(na === undefined ? {} : { na }), ...(decimal === undefined ? {} : { decimal }), ...(thousands === undefined ? {} : { thousands }) }
  if (reading.format !== undefined && reading.format !== 'csv') return { format }
  return absentIn(head, path, own, needed).length < absentIn(head, path, reading, needed).length ? own : reading
}

/**
 * Which of the columns that a file beside a table must have it has not, by its head alone; none where only the whole file would tell: of
 * other formats than text. Errors: file-*.
 */
export async function absentBeside(path: string, reading: ReadingOptions, needed: readonly string[]): Promise<readonly string[]> {
  const head = await readHead(path)
  return formatOf(head, path) === 'csv' ? absentIn(head, path, await readingBeside(path, reading, needed), needed) : []
}

function absentIn(head: FileHead, path: string, options: ReadingOptions, needed: readonly string[]): readonly string[] {
  const encoding = options.encoding ?? sniffEncoding(head.head, head.whole, path)
  const dialect = sniffDialect(decodeHead(head.head, encoding, head.whole), options)
  const names = new Set(columnNames(dialect.rawNames, dialect.header))
  return needed.filter((name) => !names.has(name))
}
