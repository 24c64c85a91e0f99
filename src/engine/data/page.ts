import { CrossfadeError } from '@shared/errors'
import type { DataMethods, TablePage } from '@shared/engine/data-methods'
import type { InputOf } from '@shared/engine/wire'
import type { Cell } from './duckdb'
import { findColumnKinds, numberSql } from './table/column-kind'
import type { LoadedTable, TableColumn } from './table/loaded-table'
import type { TableStore } from './table/table-store'

/** A stretch of the table, cells as text. Sorted, missing cells come last; equal ones stay in the order of the file. */
export function readPage(store: TableStore, input: InputOf<DataMethods['page']>): Promise<TablePage> {
  return store.withTable(input, async (table) => {
    if (input.only !== undefined) return readRows(table, input.only)
    const order = input.sort === undefined ? table.row : await orderBy(table, columnNamed(table, input.sort.column), input.sort.descending)
    const rows = await table.db.rows(
      `SELECT ${select(table)} FROM ${table.relation} ORDER BY ${order} LIMIT ${input.limit} OFFSET ${input.offset}`,
    )
    return asPage(table, rows, table.rows)
  })
}

/** The given rows in the given order. */
async function readRows(table: LoadedTable, numbers: readonly number[]): Promise<TablePage> {
  if (numbers.length === 0) return asPage(table, [], 0)
  const rows = await table.db.rows(`SELECT ${select(table)} FROM ${table.relation} WHERE ${table.row} IN (${numbers.join(', ')})`)
  const byNumber = new Map(rows.map((row) => [Number(row[0]), row]))
  return asPage(table, numbers.flatMap((n) => (byNumber.has(n) ? [byNumber.get(n) as Cell[]] : [])), numbers.length)
}

const select = (table: LoadedTable) => [table.row, ...table.columns.map((c) => c.text)].join(', ')

function asPage(table: LoadedTable, rows: readonly (readonly Cell[])[], total: number): TablePage {
  return {
    columns: table.columns.map((c) => c.name),
    rowNumbers: rows.map(([row]) => Number(row)),
    rows: rows.map(([, ...cells]) => cells.map((cell) => (cell === null ? null : String(cell)))),
    total,
  }
}

export function columnNamed(table: LoadedTable, name: string): TableColumn {
  const column = table.columns.find((c) => c.name === name)
  if (column === undefined) throw new CrossfadeError('column-not-found', `The table has no column ${name}.`)
  return column
}

async function orderBy(table: LoadedTable, column: TableColumn, descending: boolean): Promise<string> {
  const [kind] = await findColumnKinds(table, [column])
  const value = kind === undefined || kind.reader.kind === 'category' ? column.text : numberSql(column, kind.reader)
  return `${value} ${descending ? 'DESC' : 'ASC'} NULLS LAST, ${table.row}`
}
