import { CrossfadeError } from '@shared/errors'
import type { DataMethods, TablePage } from '@shared/engine/data-methods'
import type { InputOf } from '@shared/engine/wire'
import { columnsOfFilter, parseFilter } from '@shared/recipe/filter-expression'
import type { ColumnReader } from '@shared/recipe/pipeline'
import type { Cell } from './duckdb'
import { findColumnKinds, numberSql } from './table/column-kind'
import type { ColumnKind } from './table/column-kind'
import { filterSql } from './table/filter-sql'
import type { LoadedTable, TableColumn } from './table/loaded-table'
import type { TableStore } from './table/table-store'

/** The row numbers of the last sorted or filtered view of a table: scrolling through it must not sort again. */
const views = new WeakMap<LoadedTable, { readonly key: string; readonly rows: Int32Array }>()

/** A stretch of the table, cells as text. Sorted, missing cells come last; equal ones stay in the order of the file. */
export function readPage(store: TableStore, input: InputOf<DataMethods['page']>): Promise<TablePage> {
  return store.withTable(input, async (table) => {
    if (input.only !== undefined) return readRows(table, input.only, input.only.length)
    if (input.sort === undefined && input.filter === undefined) {
      const { row, relation } = table
      const rows = await table.db.rows(`SELECT ${select(table)} FROM ${relation} WHERE ${row} >= ${input.offset} AND ${row} < ${input.offset + input.limit} ORDER BY ${row}`)
      return asPage(table, rows, table.rows)
    }
    const view = await viewOf(table, input.sort, input.filter)
    return readRows(table, Array.from(view.subarray(input.offset, input.offset + input.limit)), view.length)
  })
}

async function viewOf(table: LoadedTable, sort: InputOf<DataMethods['page']>['sort'], filter: string | undefined): Promise<Int32Array> {
  const key = JSON.stringify([sort, filter])
  const held = views.get(table)
  if (held?.key === key) return held.rows
  const kinds = await kindsOf(table, [...(sort === undefined ? [] : [sort.column]), ...(filter === undefined ? [] : columnsOfFilter(parseFilter(filter)))])
  const readerOf = (name: string) => kinds.get(name)?.reader ?? { kind: 'category' as const, numeric: false }
  const where = filter === undefined ? '' : `WHERE ${filterSql(filter, (name) => ({ column: columnNamed(table, name), reader: readerOf(name) }))}`
  const order = sort === undefined ? table.row : orderBy(table, columnNamed(table, sort.column), readerOf(sort.column), sort.descending)
  const all = new Int32Array(table.rows)
  const count = await table.db.numbers(`SELECT ${table.row}::INTEGER FROM ${table.relation} ${where} ORDER BY ${order}`, [all])
  const rows = count === all.length ? all : all.slice(0, count)
  views.set(table, { key, rows })
  return rows
}

async function kindsOf(table: LoadedTable, names: readonly string[]): Promise<ReadonlyMap<string, ColumnKind>> {
  const columns = [...new Set(names)].map((name) => columnNamed(table, name))
  const kinds = columns.length === 0 ? [] : await findColumnKinds(table, columns)
  return new Map(columns.map((column, i) => [column.name, kinds[i] as ColumnKind]))
}

/** The given rows in the given order. */
async function readRows(table: LoadedTable, numbers: readonly number[], total: number): Promise<TablePage> {
  if (numbers.length === 0) return asPage(table, [], total)
  const rows = await table.db.rows(`SELECT ${select(table)} FROM ${table.relation} WHERE ${table.row} IN (${numbers.join(', ')})`)
  const byNumber = new Map(rows.map((row) => [Number(row[0]), row]))
  return asPage(table, numbers.flatMap((n) => (byNumber.has(n) ? [byNumber.get(n) as Cell[]] : [])), total)
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

function orderBy(table: LoadedTable, column: TableColumn, reader: ColumnReader, descending: boolean): string {
  const value = reader.kind === 'category' ? column.text : numberSql(column, reader)
  return `${value} ${descending ? 'DESC' : 'ASC'} NULLS LAST, ${table.row}`
}
