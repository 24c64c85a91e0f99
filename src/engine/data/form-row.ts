import type { DataMethods } from '@shared/engine/data-methods'
import type { InputOf } from '@shared/engine/wire'
import { CrossfadeError } from '@shared/errors'
import { quantileInPlace } from '@shared/maths/quantile'
import type { ColumnRange, FormCell, FormRow } from '@shared/run/row-form'
import type { Cell } from './duckdb'
import { readRawColumns } from './prepare/raw-column'
import type { RawColumn } from './prepare/raw-column'
import { readRows } from './read-rows'
import { numberSql } from './table/column-kind'
import type { LoadedTable } from './table/loaded-table'
import { categorySql } from './table/number-sql'
import type { TableStore } from './table/table-store'

/** See the declaration of `columnRanges`. */
export async function columnRanges(store: TableStore, input: InputOf<DataMethods['columnRanges']>): Promise<readonly ColumnRange[]> {
  const rows = (await readRows(input.rows)).subarray(0, input.first)
  return store.withTable(input, async (table) => {
    if (rows.some((row) => row >= table.rows)) throw new CrossfadeError('file-changed', `${input.path} has no longer the rows that the run was trained on.`)
    const raw = await readRawColumns(table, input.pipeline.columns.map(({ name, reader }) => ({ column: columnOf(table, name), reader })))
    return raw.map((column) => rangeOf(column, rows))
  }, 'values')
}

function rangeOf(raw: RawColumn, rows: Int32Array): ColumnRange {
  if (raw.kind === 'categories') {
    const counts = new Int32Array(raw.levels.length)
    for (const row of rows) {
      const code = raw.codes[row] ?? -1
      if (code >= 0) counts[code] = (counts[code] ?? 0) + 1
    }
    const most = counts.reduce((best, count, code) => (count > (counts[best] ?? 0) ? code : best), 0)
    return { kind: 'categories', most: (counts[most] ?? 0) === 0 ? null : (raw.levels[most] ?? null) }
  }
  const present = Float64Array.from(rows, (row) => raw.values[row] ?? NaN).filter(Number.isFinite)
  if (present.length === 0) return { kind: 'numbers', low: null, high: null, middle: null, whole: false }
  const whole = present.every(Number.isInteger)
  const [low, high] = present.reduce(([a, b], x) => [Math.min(a, x), Math.max(b, x)], [Infinity, -Infinity])
  return { kind: 'numbers', low: low ?? null, high: high ?? null, middle: quantileInPlace(present, 0.5), whole }
}

/** See the declaration of `formRow`. */
export function formRow(store: TableStore, { pipeline: { columns, target }, row, ...source }: InputOf<DataMethods['formRow']>): Promise<FormRow> {
  return store.withTable(source, async (table) => {
    if (row >= table.rows) throw new CrossfadeError('invalid-argument', `The table has ${table.rows} rows: there is no row ${row + 1}.`)
    const asked = [
      ...columns.map(({ name, reader }) => ({ name, reader, text: reader.kind === 'category' })),
      // A class is told by its text, whatever it looks like.
      target.kind === 'classes' ? { name: target.name, reader: target.reader, text: true } : { name: target.name, reader: { kind: 'number' as const }, text: false },
    ]
    const select = asked.map(({ name, reader, text }) => {
      const column = table.columns.find((one) => one.name === name)
      if (column === undefined) return 'NULL'
      return text ? categorySql(column, reader.kind === 'category' && reader.numeric) : numberSql(column, reader)
    })
    const found = await table.db.row(`SELECT ${select.join(', ')} FROM ${table.relation} WHERE ${table.row} = ${row}`)
    const cells = asked.map(({ text }, i) => cellOf(found[i] ?? null, text))
    const said = cells[columns.length] ?? null
    const known = target.kind === 'number' || (typeof said === 'string' && target.classes.includes(said))
    return { row, cells: cells.slice(0, columns.length), truth: known ? said : null }
  })
}

/** Numbers that are none count as missing. */
function cellOf(value: Cell, text: boolean): FormCell {
  if (value === null) return null
  if (text) return String(value)
  const number = Number(value)
  return Number.isFinite(number) ? number : null
}

function columnOf(table: LoadedTable, name: string) {
  const column = table.columns.find((one) => one.name === name)
  if (column === undefined) throw new CrossfadeError('column-not-found', `The table has no longer the column ${name}.`)
  return column
}
