import { stat } from 'node:fs/promises'
import { CrossfadeError } from '@shared/errors'
import type { ReadingOptions } from '@shared/dataset/reading-options'
import { quoteText } from '../duckdb'
import type { Cell, Database } from '../duckdb'
import { columnNames } from '../file/column-names'
import { columnsWithGroupedDigits } from '../file/grouped-digits'
import { furtherRecords } from '../file/further-records'
import type { Dialect } from '../file/sniff-dialect'
import { measureLean, placesOfTexts, planColumn, strayColumns } from './csv-columns'
import type { NumbersAs, PlannedColumn } from './csv-columns'
import type { LoadedTable } from './loaded-table'
import { listRejected, noRejectedLines } from './rejected-lines'

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
/** Faults after which a file is read in the way in which a cell that is no number is none: DuckDB copies the whole line for each. */
const mostFaults = 3000

/** A table, and whether lines were rejected because they are not in the encoding that was taken for granted. */
export interface CsvTable extends LoadedTable {
  readonly foreign: boolean
}

/** As one attempt made it: `strays` are the places of columns that DuckDB's reader took for numbers and that hold something else; `cut`: it had more faults than were kept. */
interface FilledTable extends CsvTable {
  readonly strays: readonly number[]
  readonly cut: boolean
}

/** The text has carriage returns without line feeds beside other line ends, which DuckDB does not read. */
export class LoneReturns extends Error {}

let tables = 0

/** Which columns are read, by their 0-based places, and whether columns of numbers come without their texts: 1, 1.0 and 01 are alike then. */
export interface CsvSelection {
  readonly only?: readonly number[] | undefined
  readonly lean?: boolean
}

/**
 * Reads delimited UTF-8 text into a DuckDB table. Cells are kept as text; columns that look like numbers get a DOUBLE beside it. In a lean
 * table they are only that: it is done in half of the time. Where such a column turns out to hold something else, or numbers that a double
 * has not exactly, the file is read again with the texts of that column. A column with texts here and there further down keeps them from the
 * first: a reader that makes numbers copies the whole line for each cell that is none.
 */
export async function loadCsv(db: Database, file: CsvFile, { only, lean = false }: CsvSelection = {}): Promise<CsvTable> {
  const names = columnNames(file.dialect.rawNames, file.dialect.header)
  const wanted = only ?? names.map((_, position) => position)
  const { delimiter, quote, header } = file.dialect
  // Looked for while DuckDB reads; where that cannot be told, any column may have some.
  const looking = columnsWithGroupedDigits(file.path, { delimiter, quote, header, width: names.length }).catch(() => null)
  const missing = new Set(file.dialect.na)
  const attempt = async (numbersAs: NumbersAs, withTexts: ReadonlySet<number>) => {
    const columns = wanted.map((position) => planColumn(position, names[position] ?? '', file, missing, withTexts.has(position) ? 'texts' : numbersAs))
    const table = await loadColumns(db, file, names.length, columns)
    return { table, columns, measured: await measureLean(db, table.relation, columns) }
  }
  const finish = async ({ table, columns, measured }: Awaited<ReturnType<typeof attempt>>): Promise<CsvTable> => {
    const grouped = await looking
    return { ...table, columns: columns.map((one) => ({ ...one.column, mayGroupDigits: grouped?.has(one.column.position) ?? true, ...measured.figures.get(one) })) }
  }
  if (!lean) return finish(await attempt('texts', new Set()))
  const plain = file.reading.decimal === '.' && file.reading.thousands === ''
  const texts = placesOfTexts(await furtherRecords(file.path, { delimiter, quote, width: names.length }), file, missing)
  const first = await attempt(plain ? 'parsed' : 'cast', texts)
  const grouped = plain ? await looking : new Set<number>()
  const odd = new Set([...texts, ...first.table.strays, ...first.measured.inexact, ...first.columns.flatMap(({ lean: bare, column: { position } }) => (bare && grouped?.has(position) === true ? [position] : []))])
  if (odd.size === texts.size && grouped !== null && !first.table.cut) return finish(first)
  await first.table.drop()
  const second = await attempt(plain && grouped !== null && !first.table.cut ? 'parsed' : 'cast', odd)
  if (!second.table.cut && second.table.strays.length === 0 && second.measured.inexact.length === 0) return finish(second)
  await second.table.drop()
  return finish(await attempt('texts', new Set()))
}

async function loadColumns(db: Database, file: CsvFile, width: number, columns: readonly PlannedColumn[]): Promise<FilledTable> {
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

async function fill(db: Database, relation: string, file: CsvFile, width: number, columns: readonly PlannedColumn[]) {
  const limit = columns.some(({ type }) => type === 'DOUBLE') ? mostFaults : 0
  for (const line of [usualLine, longestLine]) {
    await db.run(`DROP TABLE IF EXISTS ${relation}`)
    const rejectTable = `rejects_${relation}_${line}`
    await db
      .run(`CREATE TABLE ${relation} AS SELECT ${[...columns.map((c) => c.select), ...strayColumns(columns)].join(', ') || 'NULL AS none'} FROM ${readCsv(file, width, columns, line, rejectTable, limit)}`)
      .catch((thrown: unknown) => {
        throw readingError(file.name, thrown)
      })
    const faults = await db.rows(`SELECT DISTINCT error_type::VARCHAR, CASE WHEN error_type = 'CAST' THEN column_name END FROM ${rejectTable}`)
    const [tooLong, foreign] = ['LINE SIZE OVER MAXIMUM', 'INVALID ENCODING'].map((fault) => faults.some(([type]) => type === fault))
    const strays = faults.flatMap(([type, name]) => (type === 'CAST' ? [Number(String(name).slice(1))] : []))
    const [kept] = await db.row(`SELECT count(*) FROM ${rejectTable}`)
    const cut = limit > 0 && Number(kept) >= limit
    const again = strays.length > 0 || cut
    if ((tooLong === true && line !== longestLine) || again) await dropRejects(db, rejectTable)
    // It is read again anyway.
    if (again) return { strays, cut, ...noRejectedLines, foreign: false }
    if (tooLong !== true || line === longestLine) return { strays, cut, ...(await listRejected(db, await keepRejects(db, rejectTable), (cells) => reasonOf(cells, width))), foreign: foreign === true }
  }
  throw new CrossfadeError('internal', 'A file was read at no line length.')
}

function readCsv(file: CsvFile, width: number, wanted: readonly PlannedColumn[], line: number, rejectTable: string, limit: number): string {
  const types = new Map(wanted.map(({ column, type }) => [column.position, type]))
  const columns = Array.from({ length: width }, (_, i) => `'c${i}': '${types.get(i) ?? 'VARCHAR'}'`).join(', ')
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
    `rejects_limit = ${limit}`,
    `max_line_size = ${line}`,
  ]
  const { lineEnd } = file.dialect
  // DuckDB wants it spelled with backslashes.
  if (lineEnd !== null) options.push(`new_line = ${quoteText(lineEnd.replace('\r', '\\r').replace('\n', '\\n'))}`)
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
