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

/** Numbers in memory at once. */
const cellsTogether = 4_000_000

/** Columns of a table to be compared: SQL as comparableSql gives it. */
export interface Compared {
  readonly table: LoadedTable
  readonly comparables: readonly string[]
}

/**
 * Groups of two or more rows that are equal in all the given values, in the order of the file. Rows of a second table, compared by as many
 * values, are numbered on from those of the first.
 */
export async function equalGroups(table: LoadedTable, comparables: readonly string[], behind?: Compared): Promise<Int32Array[]> {
  const rows = table.rows + (behind?.table.rows ?? 0)
  const equal = new EqualRows(rows)
  const together = Math.max(1, Math.min(32, Math.floor(cellsTogether / rows)))
  for (let from = 0; from < comparables.length; from += together) {
    const part = comparables.slice(from, from + together)
    const values = part.map(() => new Float64Array(rows))
    await table.db.numbers(`SELECT ${part.join(', ')} FROM ${table.relation}`, values)
    if (behind !== undefined) {
      const { table: second, comparables: others } = behind
      await second.db.numbers(`SELECT ${others.slice(from, from + together).join(', ')} FROM ${second.relation}`, values.map((v) => v.subarray(table.rows)))
    }
    for (const column of values) equal.add(column)
  }
  return equal.groups()
}
