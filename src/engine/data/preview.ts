import type { DataMethods, TablePreview } from '@shared/engine/data-methods'
import type { InputOf } from '@shared/engine/wire'
import { columnNames } from './file/column-names'
import { asNumber } from './file/number-style'
import { readHead } from './file/read-head'
import type { FileHead } from './file/read-head'
import { decodeHead, sniffEncoding } from './file/sniff-encoding'
import { sniffDialect } from './file/sniff-dialect'
import { findColumnKinds } from './table/column-kind'
import { formatOf } from './table/load-table'
import type { TableStore } from './table/table-store'

/** How a file would be read with these options. Of delimited text only the beginning is looked at, so that a large file answers at once. */
export async function previewTable(store: TableStore, input: InputOf<DataMethods['preview']>): Promise<TablePreview> {
  const head = await readHead(input.path)
  const format = input.reading.format ?? formatOf(head, input.path)
  return format === 'csv' ? previewText(head, input) : previewWhole(store, input)
}

function previewText(head: FileHead, { path, reading, rows }: InputOf<DataMethods['preview']>): TablePreview {
  const encoding = reading.encoding ?? sniffEncoding(head.head, head.whole, path)
  const dialect = sniffDialect(decodeHead(head.head, encoding, head.whole), reading)
  const { delimiter, quote, header, decimal, thousands, na, sample } = dialect
  const missing = new Set(['', ...na])
  const names = columnNames(dialect.rawNames, header)
  const cells = (position: number) => sample.map((record) => record[position] ?? '').filter((cell) => !missing.has(cell))
  return {
    reading: { format: 'csv', delimiter, quote, header, encoding, decimal, thousands, na: [...na] },
    columns: names.map((name, position) => {
      const present = cells(position)
      return { name, numeric: present.length > 0 && present.filter((cell) => asNumber(cell, decimal, thousands) !== null).length > present.length / 2 }
    }),
    rows: sample.slice(0, rows).map((record) => names.map((_, position) => shownCell(record[position], missing))),
    looked: sample.length,
    ragged: sample.filter((record) => record.length !== names.length).length,
    sheets: [],
  }
}

const shownCell = (cell: string | undefined, missing: ReadonlySet<string>): string | null => (cell === undefined || missing.has(cell) ? null : cell.slice(0, 200))

function previewWhole(store: TableStore, input: InputOf<DataMethods['preview']>): Promise<TablePreview> {
  return store.withTable(input, async (table) => {
    const kinds = await findColumnKinds(table, table.columns)
    const rows = await table.db.rows(`SELECT ${table.columns.map((column) => `left(${column.text}, 200)`).join(', ')} FROM ${table.relation} ORDER BY ${table.row} LIMIT ${input.rows}`)
    return {
      reading: table.reading,
      columns: table.columns.map(({ name }, at) => ({ name, numeric: kinds[at]?.reader.kind === 'number' })),
      rows: rows.map((row) => row.map((cell) => (cell === null ? null : String(cell)))),
      looked: rows.length,
      ragged: 0,
      sheets: table.sheets ?? [],
    }
  })
}
