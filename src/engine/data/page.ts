import { CrossfadeError } from '@shared/errors'
import type { DataMethods, TablePage } from '@shared/engine/data-methods'
import type { InputOf } from '@shared/engine/wire'
import { columnsOfFilter, parseFilter } from '@shared/recipe/filter-expression'
import type { ColumnReader } from '@shared/recipe/pipeline'
import type { Recipe } from '@shared/recipe/recipe'
import type { Cell } from './duckdb'
import { RecipeTable } from './prepare/recipe-table'
import { selectRows } from './prepare/select-rows'
import type { SelectedRows } from './prepare/select-rows'
import { comparedTestRows, rowStepSource } from './prepare/test-file'
import { findColumnKinds, numberSql } from './table/column-kind'
import type { ColumnKind } from './table/column-kind'
import { filterSql } from './table/filter-sql'
import type { LoadedTable, TableColumn } from './table/loaded-table'
import { fileKey } from './table/table-store'
import type { TableStore } from './table/table-store'

type PageInput = InputOf<DataMethods['page']>

/** The row numbers of the last view of a table that is not the file from end to end: scrolling through it must not sort again. */
const views = new WeakMap<LoadedTable, { readonly key: string; readonly rows: Int32Array }>()
/** What the row steps of the last recipe keep. */
const selections = new WeakMap<LoadedTable, { readonly key: string; readonly selected: SelectedRows }>()

/** A stretch of the table, cells as text. Sorted, missing cells come last; equal ones stay in the order of the file. */
export async function readPage(store: TableStore, input: PageInput): Promise<TablePage> {
  const { recipe } = input
  if (recipe === undefined) return store.withTable(input, (table) => pageOf(table, input, null))
  try {
    return await markedPage(store, input, recipe)
  } catch (thrown) {
    // A recipe that cannot be done, or whose test file is gone, marks no row: that is said elsewhere. What is wrong with the table itself comes again.
    if (input.keptOnly === true || !(thrown instanceof CrossfadeError)) throw thrown
    return readPage(store, { ...input, recipe: undefined })
  }
}

async function markedPage(store: TableStore, input: PageInput, recipe: Recipe): Promise<TablePage> {
  const key = await selectionKey(recipe)
  // The test file comes beside the table where a row step compares with it and that is not done yet.
  const secondOf = (table: LoadedTable) => (selections.get(table)?.key === key ? null : rowStepSource(recipe))
  return store.withTableAndMaybe(input, secondOf, async (table, testTable) => {
    const selected = await selectionOf(table, testTable, recipe, key)
    const page = await pageOf(table, input, selected)
    return { ...page, dropped: page.rowNumbers.map(selected.reasonFor) }
  })
}

/** What the row steps keep depends on; a test file that changed since is another. */
async function selectionKey(recipe: Recipe): Promise<string> {
  const { task, target, columns, rows } = recipe
  const second = rowStepSource(recipe)
  return JSON.stringify([task, target, columns.features, columns.types, rows, second === null ? null : await fileKey(second.path)])
}

async function pageOf(table: LoadedTable, input: PageInput, selected: SelectedRows | null): Promise<TablePage> {
  if (input.only !== undefined) return readRows(table, input.only, input.only.length)
  const keptOnly = input.keptOnly === true && selected !== null
  if (input.sort === undefined && input.filter === undefined && !keptOnly) {
    const { row, relation } = table
    const rows = await table.db.rows(`SELECT ${select(table)} FROM ${relation} WHERE ${row} >= ${input.offset} AND ${row} < ${input.offset + input.limit} ORDER BY ${row}`)
    return asPage(table, rows, table.rows)
  }
  const view = await viewOf(table, input, keptOnly ? selected : null)
  return readRows(table, Array.from(view.subarray(input.offset, input.offset + input.limit)), view.length)
}

async function selectionOf(table: LoadedTable, testTable: LoadedTable | null, recipe: Recipe, key: string): Promise<SelectedRows> {
  const held = selections.get(table)
  if (held?.key === key) return held.selected
  const columns = await RecipeTable.open(table, recipe)
  const selected = await selectRows(columns, recipe.rows, comparedTestRows(columns, recipe, testTable))
  selections.set(table, { key, selected })
  return selected
}

async function viewOf(table: LoadedTable, { sort, filter }: PageInput, kept: SelectedRows | null): Promise<Int32Array> {
  const key = JSON.stringify([sort, filter, kept === null ? null : selections.get(table)?.key])
  const held = views.get(table)
  if (held?.key === key) return held.rows
  const found = sort === undefined && filter === undefined ? null : await rowsInOrder(table, sort, filter)
  const rows = kept === null ? (found ?? new Int32Array(0)) : found === null ? kept.rows : found.filter((row) => kept.reasonFor(row) === null)
  views.set(table, { key, rows })
  return rows
}

async function rowsInOrder(table: LoadedTable, sort: PageInput['sort'], filter: PageInput['filter']): Promise<Int32Array> {
  const kinds = await kindsOf(table, [...(sort === undefined ? [] : [sort.column]), ...(filter === undefined ? [] : columnsOfFilter(parseFilter(filter)))])
  const readerOf = (name: string) => kinds.get(name)?.reader ?? { kind: 'category' as const, numeric: false }
  const where = filter === undefined ? '' : `WHERE ${filterSql(filter, (name) => ({ column: columnNamed(table, name), reader: readerOf(name) }))}`
  const order = sort === undefined ? table.row : orderBy(table, columnNamed(table, sort.column), readerOf(sort.column), sort.descending)
  const all = new Int32Array(table.rows)
  const count = await table.db.numbers(`SELECT ${table.row}::INTEGER FROM ${table.relation} ${where} ORDER BY ${order}`, [all])
  return count === all.length ? all : all.slice(0, count)
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
