import { stat } from 'node:fs/promises'
import { CrossfadeError } from '@shared/errors'
import type { ReadingOptions } from '@shared/dataset/reading-options'
import { quoteText } from '../duckdb'
import type { Cell, Database } from '../duckdb'
import { columnNames } from '../file/column-names'
import { asNumber } from '../file/number-style'
import type { Dialect } from '../file/sniff-dialect'
import { listRejected } from './rejected-lines'
import type { LoadedTable, TableColumn } from './loaded-table'
import { numberOfText, plainNumber } from './number-sql'

export interface CsvFile {
  /** As the person knows it, for messages. */
  readonly name: string
  /** Plain UTF-8 text. */
  readonly path: string
  readonly dialect: Dialect
  /** Complete. */
  readonly reading: ReadingOptions
}

/** DuckDB divides a file by its bytes: shorter ones are read by one thread. */
const divided = 32 << 20
/** Longest line read at first; a file with a longer one is read again with room for it. */
const usualLine = 2 << 20
const longestLine = 64 << 20
/** Columns tested in one statement: the time to plan one grows faster than its length. */
const columnsTogether = 250

/** A table, and whether lines were rejected because they are not in the encoding that was taken for granted. */
export interface CsvTable extends LoadedTable {
  readonly foreign: boolean
}

/** The text has carriage returns without line feeds beside other line ends, which DuckDB does not read. */
export class LoneReturns extends Error {}

let tables = 0

/**
 * Reads delimited UTF-8 text into a DuckDB table. Cells are kept as text; columns that look like numbers get a DOUBLE beside it.
 * With `only`, just those columns (0-based places). With `lean`, columns that are numbers to the last cell come without their texts,
 * which take most of the time.
 */
export async function loadCsv(db: Database, file: CsvFile, only?: readonly number[], lean = false): Promise<CsvTable> {
  const names = columnNames(file.dialect.rawNames, file.dialect.header)
  const wanted = only ?? names.map((_, position) => position)
  const columns = wanted.map((position) => describeColumn(position, names[position] ?? '', file, lean))
  const table = await loadColumns(db, file, names.length, columns)
  const measured = await measure(db, table.relation, columns)
  if (measured !== null) return { ...table, columns: measured }
  await table.drop()
  return loadCsv(db, file, only)
}

async function loadColumns(db: Database, file: CsvFile, width: number, columns: readonly PlannedColumn[]): Promise<CsvTable> {
  const relation = `t${++tables}`
  await db.makeRoomForColumns(columns.length)
  await db.takeThreads((await stat(file.path)).size > divided)
  const { drop, ...rejects } = await fill(db, relation, file, width, columns)
  const [rows] = await db.row(`SELECT count(*) FROM ${relation}`)
  return {
    db,
    relation,
    row: 'rowid',
    rows: Number(rows),
    columns: columns.map((c) => c.column),
    ...rejects,
    reading: file.reading,
    drop: async () => {
      await db.run(`DROP TABLE IF EXISTS ${relation}`)
      await drop()
    },
  }
}

interface PlannedColumn {
  readonly column: TableColumn
  /** SQL over the columns of the file that is true where a cell of a lean column is no number; null for others. */
  readonly stray: string | null
  /** SQL over the columns of the file. */
  readonly select: string
}

/** The columns with what lean ones hold; null where one holds more than numbers that a double has exactly: then their texts are needed after all. */
async function measure(db: Database, relation: string, columns: readonly PlannedColumn[]): Promise<TableColumn[] | null> {
  const lean = columns.filter((c) => c.stray !== null)
  const measured = new Map<PlannedColumn, NonNullable<TableColumn['measured']>>()
  for (let from = 0; from < lean.length; from += columnsTogether) {
    const part = lean.slice(from, from + columnsTogether)
    const [stray, ...found] = await db.row(`SELECT bool_or(stray${from}), ${part.flatMap(({ column: { number } }) => [`count(${number})`, `min(${number})`, `max(${number})`]).join(', ')} FROM ${relation}`)
    for (const [i, one] of part.entries()) {
      const [present, min, max] = found.slice(3 * i, 3 * i + 3)
      if (stray === true || !isExact(min) || !isExact(max)) return null
      measured.set(one, { present: Number(present), min: min ?? null, max: max ?? null })
    }
  }
  return columns.map((planned) => {
    const held = measured.get(planned)
    return held === undefined ? planned.column : { ...planned.column, measured: held }
  })
}

const isExact = (x: Cell | undefined): x is number | null | undefined => x === null || x === undefined || (typeof x === 'number' && Math.abs(x) <= Number.MAX_SAFE_INTEGER)

function describeColumn(position: number, name: string, file: CsvFile, lean: boolean): PlannedColumn {
  const text = `c${position}`
  const cells = file.dialect.sample.map((record) => record[position] ?? '').filter((cell) => cell !== '' && !file.dialect.na.includes(cell))
  const numeric = cells.every((cell) => asNumber(cell, file.dialect.decimal, file.dialect.thousands) !== null || /^[+-]?inf(inity)?$/i.test(cell.trim()))
  const ofText = numberOfText(text, file.reading)
  if (numeric && lean) {
    const number = `n${position}`
    return {
      column: { name, position, text: plainNumber(number), number, numeric, present: number, native: 'number' },
      stray: `${text} IS NOT NULL AND (${number} IS NULL OR contains(${text}, '_'))`,
      select: `${ofText} AS ${number}`,
    }
  }
  return {
    stray: null,
    column: { name, position, text, number: numeric ? `n${position}` : ofText, numeric, present: text, native: null },
    select: numeric ? `${text}, ${ofText} AS n${position}` : text,
  }
}

/** One column for many lean ones, since a stray cell in any of them has all read again: `stray0` for the first of them, and so on. */
function straysOf(columns: readonly PlannedColumn[]): string[] {
  const strays = columns.flatMap(({ stray }) => stray ?? [])
  return Array.from({ length: Math.ceil(strays.length / columnsTogether) }, (_, part) => {
    const from = part * columnsTogether
    return `${strays.slice(from, from + columnsTogether).join(' OR ')} AS stray${from}`
  })
}

async function fill(db: Database, relation: string, file: CsvFile, width: number, columns: readonly PlannedColumn[]) {
  for (const line of [usualLine, longestLine]) {
    await db.run(`DROP TABLE IF EXISTS ${relation}`)
    const rejectTable = `rejects_${relation}_${line}`
    await db
      .run(`CREATE TABLE ${relation} AS SELECT ${[...columns.map((c) => c.select), ...straysOf(columns)].join(', ') || 'NULL AS none'} FROM ${readCsv(file, width, line, rejectTable)}`)
      .catch((thrown: unknown) => {
        throw readingError(file.name, thrown)
      })
    const [tooLong, foreign] = await db.row(`SELECT bool_or(error_type = 'LINE SIZE OVER MAXIMUM'), bool_or(error_type = 'INVALID ENCODING') FROM ${rejectTable}`)
    if (tooLong === true && line !== longestLine) await dropRejects(db, rejectTable)
    else return { ...(await listRejected(db, await keepRejects(db, rejectTable), (cells) => reasonOf(cells, width))), foreign: foreign === true }
  }
  throw new CrossfadeError('internal', 'A file was read at no line length.')
}

function readCsv(file: CsvFile, width: number, line: number, rejectTable: string): string {
  const columns = Array.from({ length: width }, (_, i) => `'c${i}': 'VARCHAR'`).join(', ')
  const missing = ['', ...file.dialect.na].map(quoteText).join(', ')
  const options = [
    quoteText(file.path),
    'auto_detect = false',
    `columns = {${columns}}`,
    `header = ${file.dialect.header}`,
    `delim = ${quoteText(file.dialect.delimiter)}`,
    `quote = ${quoteText(file.dialect.quote)}`,
    `escape = ${quoteText(file.dialect.quote)}`,
    `compression = 'none'`,
    `nullstr = [${missing}]`,
    'ignore_errors = true',
    'store_rejects = true',
    `rejects_table = '${rejectTable}'`,
    `rejects_scan = '${rejectTable}_scan'`,
    'rejects_limit = 0',
    `max_line_size = ${line}`,
  ]
  if (line !== usualLine) options.push(`buffer_size = ${2 * line}`)
  return `read_csv(${options.join(', ')})`
}

/** DuckDB names a line once for each of its faults: one row a line, or null where every line was read. The tables it made are gone then. */
async function keepRejects(db: Database, table: string): Promise<string | null> {
  const [faults] = await db.row(`SELECT count(*) FROM ${table}`)
  const kept = Number(faults) === 0 ? null : `${table}_lines`
  if (kept !== null) {
    await db.run(
      `CREATE TABLE ${kept} AS SELECT greatest(line, 1) AS line, first(csv_line) AS text, min(error_type::VARCHAR) AS fault, min(column_idx) AS place, max(length(csv_line) - length(replace(csv_line, chr(10), ''))) AS breaks FROM ${table} GROUP BY line ORDER BY line`,
    )
  }
  await dropRejects(db, table)
  return kept
}

async function dropRejects(db: Database, table: string): Promise<void> {
  await db.run(`DROP TABLE IF EXISTS ${table}`)
  await db.run(`DROP TABLE IF EXISTS ${table}_scan`)
}

function reasonOf([kind, place, breaks]: readonly Cell[], width: number): string {
  switch (kind) {
    case 'TOO MANY COLUMNS':
      return `more than ${width} fields`
    case 'MISSING COLUMNS':
      return `${Number(place)} fields, the table has ${width}`
    case 'UNQUOTED VALUE':
      return Number(breaks) > 0 ? `a quote that is not closed; ${Number(breaks)} more lines went with it` : 'a quote that is not closed, or text after a closed one'
    case 'LINE SIZE OVER MAXIMUM':
      return `the line is longer than ${longestLine >> 20} MB`
    case 'INVALID ENCODING':
      return 'characters that are not in the encoding of the file'
    default:
      return String(kind).toLowerCase()
  }
}

function readingError(path: string, thrown: unknown): unknown {
  if (thrown instanceof CrossfadeError) return thrown
  const text = thrown instanceof Error ? thrown.message : String(thrown)
  if (/state machine reached an invalid state/.test(text)) return new LoneReturns()
  return new CrossfadeError('file-not-a-table', `${path} cannot be read as a table: ${text.split('\n')[0] ?? ''}`)
}
