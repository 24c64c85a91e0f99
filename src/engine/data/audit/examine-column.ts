import { sortNumbers } from '@shared/maths/sort-numbers'
import type { ColumnReader } from '@shared/recipe/pipeline'
import type { RecipeTable } from '../prepare/recipe-table'
import { comparableSql, readCompared } from '../table/equal-groups'
import type { TableColumn } from '../table/loaded-table'

/** The values of a column as numbers that are equal where the cells are; NaN where missing. */
export interface ColumnValues {
  readonly column: TableColumn
  readonly reader: ColumnReader
  readonly values: Float64Array
  /** Nearness means something: numbers and dates. */
  readonly ordered: boolean
}

/** A column as it was found, for comparing cells, whatever type the recipe gives it. Numbers that a double cannot tell apart are compared as texts. */
export async function valuesOf(columns: RecipeTable, name: string): Promise<ColumnValues> {
  const { column, kind } = columns.found(name)
  const compared: ColumnReader = kind.beyondDouble ? { kind: 'category', numeric: false } : kind.reader
  const [values] = columns.isAsFound(name) ? await columns.compared([name]) : await readCompared(columns.table, [comparableSql(column, compared)])
  return { column, reader: kind.reader, values: values as Float64Array, ordered: compared.kind === 'number' || compared.kind === 'date' }
}

/** How the values of a column are spread over the rows. */
export interface Spread {
  readonly present: number
  readonly distinct: number
  /** Rows with the most frequent value. */
  readonly mostFrequent: number
  /** The value counts the rows: each is one more than that of the row above. */
  readonly isIndex: boolean
}

/** Counted by sorting, which is faster than a map. */
export function spreadOf({ values, ordered }: ColumnValues, rows: Int32Array): Spread {
  const sorted = new Float64Array(rows.length)
  let present = 0
  for (let i = 0; i < rows.length; i++) {
    const x = values[rows[i] as number] as number
    if (!Number.isNaN(x)) sorted[present++] = x
  }
  const known = sortNumbers(sorted.subarray(0, present))
  let distinct = 0
  let mostFrequent = 0
  let start = 0
  for (let i = 1; i <= present; i++) {
    if (i < present && known[i] === known[start]) continue
    distinct++
    if (i - start > mostFrequent) mostFrequent = i - start
    start = i
  }
  return { present, distinct, mostFrequent, isIndex: ordered && rows.length >= 20 && present === rows.length && countsRows(values, rows) }
}

function countsRows(values: Float64Array, rows: Int32Array): boolean {
  const offset = (values[rows[0] as number] as number) - (rows[0] as number)
  for (let i = 1; i < rows.length; i++) if ((values[rows[i] as number] as number) - (rows[i] as number) !== offset) return false
  return true
}

/** Whether each value goes with one target value and each target value with one value: the target under another name. */
export function isCopyOf(values: Float64Array, targetOf: (row: number) => number, rows: Int32Array): boolean {
  const forward = new Map<number, number>()
  const back = new Map<number, number>()
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number
    const x = values[row] as number
    const y = targetOf(row)
    const seenY = forward.get(x)
    const seenX = back.get(y)
    if ((seenY !== undefined && seenY !== y) || (seenX !== undefined && !Object.is(seenX, x))) return false
    forward.set(x, y)
    back.set(y, x)
  }
  return true
}
