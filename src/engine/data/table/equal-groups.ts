import { EqualRows } from '@shared/maths/equal-rows'
import type { ColumnReader } from '@shared/recipe/pipeline'
import { numberSql } from './column-kind'
import type { LoadedTable, TableColumn } from './loaded-table'

/**
 * SQL for a cell as a DOUBLE that is equal where the cells are, NaN where missing. Texts are 53 bits of DuckDB's hash: at a million
 * different texts the chance that any two share one is one in ten thousand.
 */
export function comparableSql(column: TableColumn, reader: ColumnReader, text: string = column.text): string {
  const sql = reader.kind === 'category' ? `CASE WHEN (${text}) IS NOT NULL THEN (hash(${text}) >> 11)::DOUBLE END` : numberSql(column, reader)
  return `coalesce(${sql}, 'nan'::DOUBLE)`
}

/** A table whose rows are compared column by column. */
export interface ComparedTable {
  readonly rows: number
  /** The values of columns in row order, equal where the cells are: as comparableSql gives them. */
  readonly compared: (names: readonly string[]) => Promise<readonly Float64Array[]>
}

/** Columns whose values are asked for in one go: numbers in memory at once. */
const cellsTogether = 4_000_000
export const columnsTogether = (rows: number): number => Math.max(1, Math.min(32, Math.floor(cellsTogether / rows)))

/** The values of columns, by SQL that comparableSql made. */
export async function readCompared(table: LoadedTable, comparables: readonly string[]): Promise<Float64Array[]> {
  const values = comparables.map(() => new Float64Array(table.rows))
  if (values.length > 0) await table.db.numbers(`SELECT ${comparables.join(', ')} FROM ${table.relation}`, values)
  return values
}

/**
 * Groups of two or more rows that are equal in all the named columns, but for those that `leftOut` tells by their values; in the order of
 * the file. Rows of a second table with the same columns are numbered on from those of the first.
 */
export async function equalGroups(
  table: ComparedTable,
  names: readonly string[],
  { behind, leftOut }: { readonly behind?: ComparedTable | undefined; readonly leftOut?: (name: string, values: Float64Array) => boolean } = {},
): Promise<Int32Array[]> {
  const rows = table.rows + (behind?.rows ?? 0)
  const equal = new EqualRows(rows)
  const together = columnsTogether(rows)
  let columns = 0
  for (let from = 0; from < names.length; from += together) {
    const part = names.slice(from, from + together)
    const values = await table.compared(part)
    const more = await behind?.compared(part)
    part.forEach((name, i) => {
      const own = values[i] as Float64Array
      if (leftOut?.(name, own) === true) return
      equal.add(more === undefined ? own : joined(own, more[i] as Float64Array))
      columns++
    })
  }
  return columns === 0 ? [] : equal.groups()
}

function joined(first: Float64Array, second: Float64Array): Float64Array {
  const all = new Float64Array(first.length + second.length)
  all.set(first)
  all.set(second, first.length)
  return all
}

/** Whether a column counts the rows: each value is one more than that of the row above. It says nothing about whether two rows are equal. */
export function countsRows(values: Float64Array): boolean {
  if (values.length < 2) return false
  for (let row = 1; row < values.length; row++) if ((values[row] as number) - (values[row - 1] as number) !== 1) return false
  return true
}
