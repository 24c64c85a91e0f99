import { CrossfadeError } from '@shared/errors'
import type { TableSource } from '@shared/engine/data-methods'
import type { FileFormat, ReadingOptions } from '@shared/dataset/reading-options'
import type { Database } from '../duckdb'
import { toPlainText } from '../file/plain-text'
import { readHead } from '../file/read-head'
import type { FileHead } from '../file/read-head'
import { decodeHead, sniffEncoding } from '../file/sniff-encoding'
import type { Encoding } from '../file/sniff-encoding'
import { sniffDialect } from '../file/sniff-dialect'
import { columnNames } from '../file/column-names'
import { LoneReturns, loadCsv } from './load-csv'
import type { LoadedTable } from './loaded-table'

/** Which columns are wanted, given the names that the file has; absent: all. */
export type Selection = (names: readonly string[]) => readonly string[]

/** Reads a file into DuckDB, with what `reading` leaves open sniffed. Errors: file-*, column-not-found (with a selection). */
export async function loadTable(db: Database, source: TableSource, select?: Selection): Promise<LoadedTable> {
  const head = await readHead(source.path)
  const format = source.reading.format ?? formatOf(head)
  switch (format) {
    case 'csv':
      return loadText(db, source, head, select)
    case 'parquet':
    case 'jsonl':
    case 'xlsx':
      throw new CrossfadeError('not-available', `${source.path}: files of this kind (${format}) cannot be opened yet. Save it as CSV.`)
  }
}

export function formatOf(head: FileHead): FileFormat {
  switch (head.container) {
    case 'parquet':
      return 'parquet'
    case 'zip':
      return 'xlsx'
    case 'plain':
    case 'gzip':
      return /^\s*\{/.test(head.head.subarray(0, 200).toString('latin1')) ? 'jsonl' : 'csv'
  }
}

async function loadText(db: Database, source: TableSource, head: FileHead, select?: Selection): Promise<LoadedTable> {
  const encoding = source.reading.encoding ?? sniffEncoding(head.head, head.whole, source.path)
  const table = await loadEncoded(db, source, head, encoding, select)
  const foreign = table.rejected.some((line) => line.reason.startsWith('characters that are not'))
  if (!foreign || source.reading.encoding !== undefined) return table
  // The first megabyte was UTF-8 or plain ASCII, and what follows is not.
  await table.drop()
  return loadEncoded(db, source, head, 'windows-1252', select)
}

async function loadEncoded(db: Database, source: TableSource, head: FileHead, encoding: Encoding, select?: Selection): Promise<LoadedTable> {
  const dialect = sniffDialect(decodeHead(head.head, encoding, head.whole), source.reading)
  const reading: ReadingOptions = {
    format: 'csv',
    delimiter: dialect.delimiter,
    quote: dialect.quote,
    header: dialect.header,
    encoding,
    decimal: dialect.decimal,
    thousands: dialect.thousands,
    na: [...dialect.na],
  }
  if (dialect.rawNames.length === 0) throw new CrossfadeError('file-empty', `${source.path} holds empty lines only. Choose a file with rows.`)
  const only = select && positionsOf(select, columnNames(dialect.rawNames, dialect.header))
  const attempt = async (lineEnds?: { readonly quote: string }) => {
    const text = await toPlainText(source.path, head, encoding, source.tmp, lineEnds)
    try {
      return await loadCsv(db, { name: source.path, path: text.path, dialect, reading }, only)
    } finally {
      await text.discard()
    }
  }
  const table = await attempt().catch((thrown: unknown) => {
    if (thrown instanceof LoneReturns) return attempt({ quote: dialect.quote })
    throw thrown
  })
  if (table.rows > 0) return table
  await table.drop()
  throw emptyTable(source.path, table)
}

function positionsOf(select: Selection, names: readonly string[]): number[] {
  const places = new Map(names.map((name, position) => [name, position]))
  return select(names).map((name) => {
    const position = places.get(name)
    if (position === undefined) throw new CrossfadeError('column-not-found', `The table has no column ${name}. It has: ${names.slice(0, 30).join(', ')}.`)
    return position
  })
}

function emptyTable(path: string, table: LoadedTable): CrossfadeError {
  const [first] = table.rejected
  if (first !== undefined) {
    return new CrossfadeError('file-not-a-table', `${path} has no line that can be read: line ${first.line} has ${first.reason}. Check the delimiter and the quote.`)
  }
  return new CrossfadeError('file-empty', `${path} has a header and no rows. Choose a file with rows.`)
}
