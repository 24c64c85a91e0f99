import type { ColumnReader } from '@shared/recipe/pipeline'
import { quoteText } from '../duckdb'
import type { Cell } from '../duckdb'
import { asNumber } from '../file/number-style'
import type { LoadedTable, TableColumn } from './loaded-table'
import { categorySql } from './number-sql'

/** How the cells of a column are read, found by looking at every one of them. */
export interface ColumnKind {
  readonly reader: ColumnReader
  /** Rows with a cell. */
  readonly present: number
  /** Numbers only: infinite ones, which count as missing. */
  readonly infinite: number
  /** Numbers only: not all of them fit a double exactly. */
  readonly beyondDouble: boolean
  /** Numbers only: the smallest and the largest, infinite ones too. */
  readonly range: readonly [number, number] | null
}

/** Pairs of words that mean yes and no. */
export const booleanWords: readonly (readonly [string, string])[] = [
  ['true', 'false'],
  ['yes', 'no'],
  ['t', 'f'],
  ['y', 'n'],
]

/** Ways of writing dates, with a pattern that tells quickly whether one may be meant. Where several fit every cell, the first wins. */
export const dateFormats: readonly { readonly format: string; readonly pattern: RegExp }[] = [
  { format: 'iso', pattern: /^\d{4}-\d{1,2}-\d{1,2}([T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}(:?\d{2})?)?)?$/ },
  { format: '%Y/%m/%d', pattern: /^\d{4}\/\d{1,2}\/\d{1,2}$/ },
  { format: '%Y/%m/%d %H:%M:%S', pattern: /^\d{4}\/\d{1,2}\/\d{1,2} \d{1,2}:\d{2}:\d{2}$/ },
  { format: '%m/%d/%Y', pattern: /^\d{1,2}\/\d{1,2}\/\d{4}$/ },
  { format: '%d/%m/%Y', pattern: /^\d{1,2}\/\d{1,2}\/\d{4}$/ },
  { format: '%m/%d/%Y %H:%M', pattern: /^\d{1,2}\/\d{1,2}\/\d{4} \d{1,2}:\d{2}$/ },
  { format: '%d/%m/%Y %H:%M', pattern: /^\d{1,2}\/\d{1,2}\/\d{4} \d{1,2}:\d{2}$/ },
  { format: '%m/%d/%Y %H:%M:%S', pattern: /^\d{1,2}\/\d{1,2}\/\d{4} \d{1,2}:\d{2}:\d{2}$/ },
  { format: '%d/%m/%Y %H:%M:%S', pattern: /^\d{1,2}\/\d{1,2}\/\d{4} \d{1,2}:\d{2}:\d{2}$/ },
  { format: '%d.%m.%Y', pattern: /^\d{1,2}\.\d{1,2}\.\d{4}$/ },
  { format: '%d.%m.%Y %H:%M', pattern: /^\d{1,2}\.\d{1,2}\.\d{4} \d{1,2}:\d{2}$/ },
  { format: '%d-%m-%Y', pattern: /^\d{1,2}-\d{1,2}-\d{4}$/ },
]

/** Columns looked at in one statement: a table of 10,000 columns must not make one statement of 10,000 aggregates. */
const batch = 250
const sampleRows = 400

/** Finds how each column is to be read. A column is of numbers, dates or booleans only if every cell is one. */
export async function findColumnKinds(table: LoadedTable, columns: readonly TableColumn[]): Promise<ColumnKind[]> {
  const kinds: ColumnKind[] = []
  for (let from = 0; from < columns.length; from += batch) kinds.push(...(await kindsBesides(table, columns.slice(from, from + batch))))
  return kinds
}

/** Rows from which two statements, each about half of the columns, are done sooner than one. */
const halvedFrom = 20_000

async function kindsBesides(table: LoadedTable, columns: readonly TableColumn[]): Promise<ColumnKind[]> {
  const looked = columns.filter((column) => column.measured === undefined)
  if (table.rows < halvedFrom || looked.length < 4) return kindsOf(table, columns)
  const half = looked.length >> 1
  const other = { ...table, db: await table.db.beside() }
  const middle = columns.indexOf(looked[half] as TableColumn)
  const parts = await Promise.allSettled([kindsOf(table, columns.slice(0, middle)), kindsOf(other, columns.slice(middle))])
  return parts.flatMap((part) => {
    if (part.status === 'rejected') throw part.reason
    return part.value
  })
}

async function kindsOf(table: LoadedTable, columns: readonly TableColumn[]): Promise<ColumnKind[]> {
  const candidates = await candidatesFor(table, columns)
  const tests = columns.flatMap((column, c) => (column.measured === undefined ? [`count(${column.present})`, ...(candidates[c] ?? []).flatMap((reader) => testsOf(column, reader))] : []))
  const counts = tests.length === 0 ? [] : await table.db.row(`SELECT ${tests.join(', ')} FROM ${table.relation}`)
  let at = 0
  const kinds: ColumnKind[] = []
  for (const [c, column] of columns.entries()) {
    if (column.measured !== undefined) {
      const { present, min, max } = column.measured
      kinds.push({ reader: { kind: 'number' }, present, ...(await inspectNumbers(table, column, min, max)) })
      continue
    }
    const present = Number(counts[at++])
    let found: ColumnKind | undefined
    for (const reader of candidates[c] ?? []) {
      const results = counts.slice(at, at + testsOf(column, reader).length)
      at += results.length
      if (found === undefined && present > 0 && Number(results[0]) === present && results[1] !== true) {
        found = { reader, present, ...(reader.kind === 'number' ? await inspectNumbers(table, column, results[2] ?? null, results[3] ?? null) : plainNumbers) }
      }
    }
    const fallback: ColumnReader = present === 0 && (column.native === null || column.native === 'number') ? { kind: 'number' } : { kind: 'category', numeric: false }
    kinds.push(found ?? { reader: fallback, present, ...plainNumbers })
  }
  return kinds
}

const plainNumbers = { infinite: 0, beyondDouble: false, range: null }

/** Infinite numbers, and whole ones that doubles cannot tell apart: looked for only where the smallest or largest value hints at them. */
async function inspectNumbers(table: LoadedTable, column: TableColumn, min: Cell, max: Cell): Promise<Omit<ColumnKind, 'reader' | 'present'>> {
  const harmless = (x: Cell) => Math.abs(Number(x)) <= Number.MAX_SAFE_INTEGER
  const range = typeof min === 'number' && typeof max === 'number' ? ([min, max] as const) : null
  if (harmless(min) && harmless(max)) return { ...plainNumbers, range }
  const { text, number: n } = column
  const [infinite, beyond] = await table.db.row(
    `SELECT count(*) FILTER (isinf(${n}) OR isnan(${n})), count(*) FILTER (abs(${n}) > 9007199254740991 AND isfinite(${n}) AND NOT contains(lower(${text}), 'e') AND NOT contains(${text}, '.')) FROM ${table.relation}`,
  )
  return { infinite: Number(infinite), beyondDouble: Number(beyond) > 0, range }
}

/** How each column may be read, by its first cells: looked at only where nothing else tells. */
async function candidatesFor(table: LoadedTable, columns: readonly TableColumn[]): Promise<ColumnReader[][]> {
  const open = columns.filter((column) => (column.native === null || column.native === 'text') && column.numeric !== true)
  const sample = open.length === 0 ? [] : await table.db.rows(`SELECT ${open.map((c) => c.text).join(', ')} FROM ${table.relation} LIMIT ${sampleRows}`)
  return columns.map((column) => {
    const at = open.indexOf(column)
    return candidatesOf(column, at === -1 ? [] : sample.map((row) => row[at] ?? null))
  })
}

/** What the sample does not rule out, in order of preference. */
function candidatesOf(column: TableColumn, sample: readonly unknown[]): ColumnReader[] {
  switch (column.native) {
    case 'number':
      return [{ kind: 'number' }]
    case 'boolean':
      return [{ kind: 'boolean', yes: ['true'], no: ['false'] }]
    case 'date':
      return [{ kind: 'date', format: 'iso' }]
    case 'text':
    case null:
  }
  const cells = sample.filter((cell): cell is string => typeof cell === 'string').map((cell) => cell.trim())
  if (column.numeric ?? cells.every((cell) => asNumber(cell, '.', '') !== null)) return [{ kind: 'number' }]
  const lower = cells.map((cell) => cell.toLowerCase())
  const words = booleanWords.filter((pair) => lower.every((cell) => pair.includes(cell)))
  const dates = cells.length === 0 ? [] : dateFormats.filter(({ pattern }) => cells.every((cell) => pattern.test(cell)))
  return [
    ...words.map(([yes, no]): ColumnReader => ({ kind: 'boolean', yes: [yes], no: [no] })),
    ...dates.map(({ format }): ColumnReader => ({ kind: 'date', format })),
  ]
}

/**
 * SQL that counts the cells which `reader` can read. For numbers also: whether a cell has an underscore (1_000 is a number to DuckDB and to
 * nobody else), and the smallest and the largest. Plain aggregates, since those with a filter are slow to plan by the thousand.
 */
function testsOf(column: TableColumn, reader: ColumnReader): string[] {
  const { text, number: n } = column
  switch (reader.kind) {
    case 'number':
      return [`count(${n})`, column.native === null && column.mayGroupDigits !== false ? `bool_or(contains(${text}, '_'))` : 'false', `min(${n})`, `max(${n})`]
    case 'boolean':
      return [`count(*) FILTER (lower(trim(${text})) IN (${[...reader.yes, ...reader.no].map(quoteText).join(', ')}))`]
    case 'date':
      return [`count(${dateSql(text, reader.format)})`]
    case 'category':
      return [`count(${text})`]
  }
}

/** SQL for a date as seconds since 1970 (UTC), DOUBLE; null when it is none. */
export function dateSql(text: string, format: string): string {
  if (format === 'iso') return `epoch(TRY_CAST(trim(${text}) AS TIMESTAMP))`
  return `epoch(try_strptime(trim(${text}), ${quoteText(format)}))`
}

/**
 * SQL for a cell as one of the words of a boolean. Where 1 and 0 are among them, numbers are written alike: a table read for its numbers
 * has 1 where the file has 1.0.
 */
export function wordSql(column: TableColumn, { yes, no }: Extract<ColumnReader, { readonly kind: 'boolean' }>): string {
  return `lower(trim(${categorySql(column, [...yes, ...no].some((word) => asNumber(word, '.', '') !== null))}))`
}

/** SQL for a cell as the number that `reader` makes of it, DOUBLE, finite; null when there is none. Not for categories. */
export function numberSql(column: TableColumn, reader: ColumnReader): string {
  switch (reader.kind) {
    case 'number':
      return `CASE WHEN isfinite(${column.number}) THEN ${column.number} END`
    case 'boolean': {
      const word = wordSql(column, reader)
      const list = (words: readonly string[]) => words.map(quoteText).join(', ')
      return `CASE WHEN ${word} IN (${list(reader.yes)}) THEN 1.0::DOUBLE WHEN ${word} IN (${list(reader.no)}) THEN 0.0::DOUBLE END`
    }
    case 'date':
      return dateSql(column.text, reader.format)
    case 'category':
      return 'NULL::DOUBLE'
  }
}
