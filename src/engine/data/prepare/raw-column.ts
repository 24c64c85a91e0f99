import type { ColumnType } from '@shared/dataset/column'
import { assertNever } from '@shared/assert-never'
import type { ColumnReader } from '@shared/recipe/pipeline'
import { booleanWords } from '../table/column-kind'
import type { ColumnKind } from '../table/column-kind'
import type { LoadedTable, TableColumn } from '../table/loaded-table'
import { categorySql } from '../table/number-sql'
import { readCategories, readNumbers } from '../table/read-column'
import type { Categories } from '../table/read-column'
import { hasNaN } from './take'

/** A column as read, before anything is fitted: one entry per row of the table. */
export type RawColumn = { readonly kind: 'numbers'; readonly values: Float64Array } | ({ readonly kind: 'categories' } & Categories)

/** How a column is read under a type that a person gave it; without one, as found. */
export function readerFor(found: ColumnKind, type: ColumnType | undefined): ColumnReader {
  const { reader } = found
  switch (type) {
    case undefined:
      return reader
    case 'number':
      return { kind: 'number' }
    case 'boolean':
      return reader.kind === 'boolean'
        ? reader
        : { kind: 'boolean', yes: ['1', ...booleanWords.map(([yes]) => yes)], no: ['0', ...booleanWords.map(([, no]) => no)] }
    case 'date':
      return reader.kind === 'date' ? reader : { kind: 'date', format: 'iso' }
    case 'category':
    case 'text':
    case 'id':
      return { kind: 'category', numeric: reader.kind === 'number' && !found.beyondDouble }
    default:
      return assertNever(type)
  }
}

/** The type that a reader stands for where nobody gave one. */
export function typeOf(reader: ColumnReader): ColumnType {
  return reader.kind
}

/** Columns into memory, those of numbers in one pass. The order is that of `wanted`. */
export async function readRawColumns(
  table: LoadedTable,
  wanted: readonly { readonly column: TableColumn; readonly reader: ColumnReader }[],
): Promise<RawColumn[]> {
  const numeric = wanted.filter((w) => w.reader.kind !== 'category')
  const values = await readNumbers(table, numeric)
  const raw: RawColumn[] = []
  for (const w of wanted) {
    if (w.reader.kind === 'category') raw.push({ kind: 'categories', ...(await readCategories(table, categorySql(w.column, w.reader.numeric))) })
    else raw.push({ kind: 'numbers', values: values[numeric.indexOf(w)] as Float64Array })
  }
  return raw
}

/** Rows of a column without a value, among those of `rows`. */
export function countMissing(raw: RawColumn, rows: Int32Array): number {
  let missing = 0
  if (raw.kind === 'numbers') {
    const { values } = raw
    if (!hasNaN(values)) return 0
    for (let i = 0; i < rows.length; i++) if (Number.isNaN(values[rows[i] as number])) missing++
  } else {
    const { codes } = raw
    for (let i = 0; i < rows.length; i++) if (codes[rows[i] as number] === -1) missing++
  }
  return missing
}
