import { asNumber } from '../file/number-style'
import type { Cell, Database } from '../duckdb'
import type { CsvFile } from './load-csv'
import type { TableColumn } from './loaded-table'
import { numberOfText, plainNumber } from './number-sql'

/** Columns tested in one statement: the time to plan one grows faster than its length. */
const columnsTogether = 250

/**
 * How a column that looks like numbers comes out of the file: as its texts with a DOUBLE beside them; or as a DOUBLE alone, made from the
 * text (`cast`) or by DuckDB's reader, which never makes texts (`parsed`) and takes two thirds of the time.
 */
export type NumbersAs = 'texts' | 'cast' | 'parsed'

export interface PlannedColumn {
  readonly column: TableColumn
  /** What the reader makes of a cell. */
  readonly type: 'VARCHAR' | 'DOUBLE'
  /** SQL over the columns of the file. */
  readonly select: string
  /** It holds numbers alone. */
  readonly lean: boolean
  /** SQL over the columns of the file that is true where a cell of such a column is no number; null where the reader tells. */
  readonly stray: string | null
}

const mayBeNumber = (cell: string, { decimal, thousands }: CsvFile['dialect']): boolean => asNumber(cell, decimal, thousands) !== null || /^[+-]?inf(inity)?$/i.test(cell.trim())

/** The places of columns that hold something else than numbers in one of `records`. */
export function placesOfTexts(records: readonly (readonly string[])[], { dialect }: CsvFile, missing: ReadonlySet<string>): Set<number> {
  const found = new Set<number>()
  for (const record of records) {
    record.forEach((cell, position) => {
      if (cell !== '' && !found.has(position) && !missing.has(cell) && !mayBeNumber(cell, dialect)) found.add(position)
    })
  }
  return found
}

/** How a column is read, by its cells at the beginning of the file that are not `missing`. One without any there may hold anything. */
export function planColumn(position: number, name: string, { dialect, reading }: CsvFile, missing: ReadonlySet<string>, numbersAs: NumbersAs): PlannedColumn {
  const text = `c${position}`
  const cells = dialect.sample.map((record) => record[position] ?? '').filter((cell) => cell !== '' && !missing.has(cell))
  const numeric = cells.every((cell) => mayBeNumber(cell, dialect))
  const ofText = numberOfText(text, reading)
  const number = `n${position}`
  const as = numeric && cells.length > 0 ? numbersAs : 'texts'
  if (as === 'texts') {
    const column = { name, position, text, number: numeric ? number : ofText, numeric, present: text, native: null }
    return { column, type: 'VARCHAR', select: numeric ? `${text}, ${ofText} AS ${number}` : text, lean: false, stray: null }
  }
  const column = { name, position, text: plainNumber(number), number, numeric, present: number, native: 'number' as const }
  if (as === 'parsed') return { column, type: 'DOUBLE', select: `${text} AS ${number}`, lean: true, stray: null }
  return { column, type: 'VARCHAR', select: `${ofText} AS ${number}`, lean: true, stray: `${text} IS NOT NULL AND (${number} IS NULL OR contains(${text}, '_'))` }
}

const inParts = <T>(all: readonly T[]): T[][] => Array.from({ length: Math.ceil(all.length / columnsTogether) }, (_, part) => all.slice(part * columnsTogether, (part + 1) * columnsTogether))

/** SQL of more columns of the table: `stray0` tells of the first lean columns together that one of their cells is no number, and so on. */
export function strayColumns(columns: readonly PlannedColumn[]): string[] {
  return inParts(columns.filter((c) => c.lean)).flatMap((part, p) => {
    const strays = part.flatMap(({ stray }) => stray ?? [])
    return strays.length === 0 ? [] : [`${strays.join(' OR ')} AS stray${p}`]
  })
}

/** What lean columns hold, and the places of those whose texts are needed: not all of their cells are numbers that a double has exactly. */
export interface MeasuredColumns {
  readonly figures: ReadonlyMap<PlannedColumn, Required<Pick<TableColumn, 'measured'>>>
  readonly inexact: readonly number[]
}

export async function measureLean(db: Database, relation: string, columns: readonly PlannedColumn[]): Promise<MeasuredColumns> {
  const figures = new Map<PlannedColumn, Required<Pick<TableColumn, 'measured'>>>()
  const inexact: number[] = []
  for (const [p, part] of inParts(columns.filter((c) => c.lean)).entries()) {
    const anyStray = part.some(({ stray }) => stray !== null) ? `bool_or(stray${p})` : 'false'
    const [stray, ...found] = await db.row(`SELECT ${anyStray}, ${part.flatMap(({ column: { number } }) => [`count(${number})`, `min(${number})`, `max(${number})`]).join(', ')} FROM ${relation}`)
    for (const [i, one] of part.entries()) {
      const [present, min, max] = found.slice(3 * i, 3 * i + 3)
      if (stray === true || !isExact(min) || !isExact(max)) inexact.push(one.column.position)
      else figures.set(one, { measured: { present: Number(present), min: min ?? null, max: max ?? null } })
    }
  }
  return { figures, inexact }
}

const isExact = (x: Cell | undefined): x is number | null | undefined => x === null || x === undefined || (typeof x === 'number' && Math.abs(x) <= Number.MAX_SAFE_INTEGER)
