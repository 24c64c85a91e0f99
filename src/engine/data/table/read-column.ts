import type { ColumnReader } from '@shared/recipe/pipeline'
import { numberSql } from './column-kind'
import type { LoadedTable, TableColumn } from './loaded-table'
import type { CountedNumbers } from './number-profile'

/** A column of categories in memory: `codes[row]` is a place in `levels`, -1 where the cell is missing. */
export interface Categories {
  readonly levels: readonly string[]
  readonly codes: Int32Array
}

/**
 * The numbers of columns in row order, NaN where missing. Each column must be read by something that gives numbers. `complete` columns are
 * known to have a finite number in every row, which saves looking.
 */
export async function readNumbers(
  table: LoadedTable,
  columns: readonly { readonly column: TableColumn; readonly reader: ColumnReader; readonly complete?: boolean }[],
): Promise<Float64Array[]> {
  const into = columns.map(() => new Float64Array(table.rows))
  if (columns.length === 0) return into
  const select = columns.map(({ column, reader, complete }) =>
    // What is no number to its reader is missing, however full of numbers the column is.
    reader.kind === 'number' && (complete === true || column.measured?.present === table.rows) ? column.number : `coalesce(${numberSql(column, reader)}, 'nan'::DOUBLE)`,
  )
  await table.db.numbers(`SELECT ${select.join(', ')} FROM ${table.relation}`, into)
  return into
}

/** The different numbers of a column and how often each stands there, counted by DuckDB. The column must be read by something that gives numbers. */
export async function countNumbers(table: LoadedTable, column: TableColumn, reader: ColumnReader, room: CountedNumbers): Promise<CountedNumbers> {
  // As GROUP BY has it, -0 and 0 are equal.
  const sql = `SELECT ${numberSql(column, reader)} AS v, count(*)::INTEGER FROM ${table.relation} WHERE v IS NOT NULL GROUP BY v ORDER BY v`
  const distinct = await table.db.numbers(sql, [room.values, room.counts])
  return { values: room.values.subarray(0, distinct), counts: room.counts.subarray(0, distinct) }
}

let types = 0

/** The categories of a column; levels in order of their code points. */
export async function readCategories(table: LoadedTable, sql: string): Promise<Categories> {
  const { db, relation } = table
  const name = `levels${++types}`
  const levels = (await db.rows(`SELECT DISTINCT ${sql} AS v FROM ${relation} WHERE v IS NOT NULL ORDER BY v`)).map(([v]) => String(v))
  const codes = new Int32Array(table.rows)
  if (levels.length === 0) return { levels, codes: codes.fill(-1) }
  await db.run(`CREATE TYPE ${name} AS ENUM (SELECT DISTINCT ${sql} AS v FROM ${relation} WHERE v IS NOT NULL ORDER BY v)`)
  try {
    await db.numbers(`SELECT coalesce(enum_code((${sql})::${name})::INTEGER, -1) FROM ${relation}`, [codes])
  } finally {
    await db.run(`DROP TYPE ${name}`)
  }
  return { levels, codes }
}
