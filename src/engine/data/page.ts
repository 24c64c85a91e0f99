import { CrossfadeError } from '@shared/errors'
import type { DataMethods, TablePage } from '@shared/engine/data-methods'
import type { InputOf } from '@shared/engine/wire'
import { findColumnKinds, numberSql } from './table/column-kind'
import type { LoadedTable, TableColumn } from './table/loaded-table'
import type { TableStore } from './table/table-store'

/** A stretch of the table, cells as text. Sorted, missing cells come last; equal ones stay in the order of the file. */
export function readPage(store: TableStore, input: InputOf<DataMethods['page']>): Promise<TablePage> {
  return store.withTable(input, async (table) => {
    const order = input.sort === undefined ? table.row : await orderBy(table, columnNamed(table, input.sort.column), input.sort.descending)
    const rows = await table.db.rows(
      `SELECT ${[table.row, ...table.columns.map((c) => c.text)].join(', ')} FROM ${table.relation} ORDER BY ${order} LIMIT ${input.limit} OFFSET ${input.offset}`,
    )
    return {
      columns: table.columns.map((c) => c.name),
      rowNumbers: rows.map(([row]) => Number(row)),
      rows: rows.map(([, ...cells]) => cells.map((cell) => (cell === null ? null : String(cell)))),
      total: table.rows,
    }
  })
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
