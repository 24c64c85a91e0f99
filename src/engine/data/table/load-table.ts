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
import { sheetToText } from '../file/read-sheet'
import { openWorkbook } from '../file/zip-limits'
import { LoneReturns, loadCsv } from './load-csv'
import { loadJsonLines } from './load-json-lines'
import { loadParquet } from './load-parquet'
import type { CsvTable } from './load-csv'
import type { LoadedTable } from './loaded-table'

/** Which columns are wanted. */
export interface Selection {
  /** Given the names that the file has. */
  readonly pick: (names: readonly string[]) => readonly string[]
  /** The texts of columns of numbers are not needed: 1, 1.0 and 01 may come out alike. */
  readonly lean: boolean
}

/** Reads a file into DuckDB, which may still be starting while the file is looked at, with what `reading` leaves open sniffed. Errors: file-*, column-not-found (with a selection). */
export async function loadTable(db: Promise<Database>, source: TableSource, select?: Selection): Promise<LoadedTable> {
  const head = await readHead(source.path)
  const format = source.reading.format ?? formatOf(head, source.path)
  switch (format) {
    case 'csv':
      return loadText(db, source, head, select)
    case 'parquet':
      return checkSelection(await loadParquet(await db, source.path), select)
    case 'jsonl':
      return checkSelection(await loadLines(db, source, head), select)
    case 'xlsx':
      return loadWorkbook(db, source, head, select)
  }
}

export function formatOf(head: FileHead, path: string): FileFormat {
  switch (head.container) {
    case 'parquet':
      return 'parquet'
    case 'zip':
      return 'xlsx'
    case 'plain':
    case 'gzip': {
      const beginning = head.head.subarray(0, 200).toString('utf8').replace(/^\uFEFF/, '')
      if (/^\s*\[\s*\{/.test(beginning)) {
        throw new CrossfadeError('file-not-a-table', `${path} is one JSON array. Save it as JSON lines: one object on each line.`)
      }
      if (/^\s*<(!doctype html|html)\b/i.test(beginning)) {
        throw new CrossfadeError('file-not-a-table', `${path} is a web page, not a table. Download the table itself: the page may say why that was not given.`)
      }
      return /^\s*\{\s*"/.test(beginning) ? 'jsonl' : 'csv'
    }
  }
}

async function loadLines(db: Promise<Database>, source: TableSource, head: FileHead): Promise<LoadedTable> {
  const encoding = source.reading.encoding ?? sniffEncoding(head.head, head.whole, source.path)
  const text = await toPlainText(source.path, head, encoding, source.tmp)
  try {
    return { ...(await loadJsonLines(await db, source.path, text.path)), reading: { format: 'jsonl', encoding } }
  } finally {
    await text.discard()
  }
}

async function loadWorkbook(db: Promise<Database>, source: TableSource, head: FileHead, select?: Selection): Promise<LoadedTable> {
  const workbook = await openWorkbook(source.path, head.bytes)
  const text = await sheetToText(workbook, source.reading.sheet, source.path, source.tmp)
  try {
    const { header, na } = source.reading
    const reading: ReadingOptions = { format: 'csv', delimiter: ',', quote: '"', encoding: 'utf-8', decimal: '.', thousands: '', ...(header === undefined ? {} : { header }), ...(na === undefined ? {} : { na }) }
    const table = await loadText(db, { ...source, path: text.path, reading }, await readHead(text.path), select)
    return { ...table, reading: { format: 'xlsx', sheet: text.sheet, header: table.reading.header ?? true, na: table.reading.na ?? [] }, sheets: workbook.sheets }
  } catch (thrown) {
    // The copy in `tmp` means nothing to the person.
    throw thrown instanceof CrossfadeError ? new CrossfadeError(thrown.code, thrown.message.split(text.path).join(`${source.path}, sheet ${text.sheet},`)) : thrown
  } finally {
    await text.discard()
  }
}

async function loadText(db: Promise<Database>, source: TableSource, head: FileHead, select?: Selection): Promise<LoadedTable> {
  const encoding = source.reading.encoding ?? sniffEncoding(head.head, head.whole, source.path)
  const table = await loadEncoded(db, source, head, encoding, select)
  if (!table.foreign || source.reading.encoding !== undefined) return table
  // The first megabyte was UTF-8 or plain ASCII, and what follows is not.
  await table.drop()
  return loadEncoded(db, source, head, 'windows-1252', select)
}

async function loadEncoded(db: Promise<Database>, source: TableSource, head: FileHead, encoding: Encoding, select?: Selection): Promise<CsvTable> {
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
  const attempt = async (lineEnds: boolean) => {
    const text = await toPlainText(source.path, head, encoding, source.tmp, { quote: dialect.quote, lineEnds, spaces: dialect.delimiter === ' ' })
    try {
      return await loadCsv(await db, { name: source.path, path: text.path, dialect, reading }, { only, lean: select?.lean ?? false })
    } finally {
      await text.discard()
    }
  }
  const table = await attempt(false).catch((thrown: unknown) => {
    if (thrown instanceof LoneReturns) return attempt(true)
    throw thrown
  })
  if (table.rows > 0) return table
  await table.drop()
  throw emptyTable(source.path, table)
}

/** For tables that are loaded whole: a column that is asked for and not there is an error here too. */
function checkSelection(table: LoadedTable, select?: Selection): LoadedTable {
  if (select !== undefined) positionsOf(select, table.columns.map((c) => c.name))
  return table
}

function positionsOf(select: Selection, names: readonly string[]): number[] {
  const places = new Map(names.map((name, position) => [name, position]))
  return select.pick(names).map((name) => {
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
