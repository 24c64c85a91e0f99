import type { DataMethods, SlicedColumn } from '@shared/engine/data-methods'
import type { InputOf } from '@shared/engine/wire'
import { CrossfadeError } from '@shared/errors'
import type { ColumnReader } from '@shared/recipe/pipeline'
import { writeNpy } from './npy'
import { columnNamed } from './page'
import { readerFor, readRawColumns } from './prepare/raw-column'
import { takeCodes, takeNumbers } from './prepare/take'
import { readRows } from './read-rows'
import { sliceCategories, sliceNumbers } from './slice-values'
import { findColumnKinds } from './table/column-kind'
import { readingBeside } from './table/reading-beside'
import type { TableStore } from './table/table-store'

/** See the declaration of `sliceColumn`. Errors: file-*, column-not-found. */
export async function sliceColumn(store: TableStore, input: InputOf<DataMethods['sliceColumn']>): Promise<SlicedColumn> {
  const rows = (await readRows(input.rows)).map((row) => row - input.firstRow)
  const reading = input.beside ? await readingBeside(input.path, input.reading, [input.column]) : input.reading
  return store.withColumns({ ...input, reading }, { pick: (names) => names.filter((name) => name === input.column), lean: false }, async (table) => {
    const column = columnNamed(table, input.column)
    const [kind] = await findColumnKinds(table, [column])
    if (kind === undefined) throw new CrossfadeError('column-not-found', `The table has no column ${input.column}.`)
    const reader = readerFor(kind, input.type)
    const [raw] = await readRawColumns(table, [{ column, reader }])
    if (raw === undefined || rows.some((row) => row < 0 || row >= table.rows)) {
      throw new CrossfadeError('file-changed', `${input.path} has no longer the rows that the run was scored on. Train a new run.`)
    }
    const sliced =
      raw.kind === 'numbers' ? sliceNumbers(takeNumbers(raw.values, rows), input.bins, inWords(reader)) : sliceCategories(takeCodes(raw.codes, rows), raw.levels, input.most)
    await writeNpy(input.out, sliced.codes, [sliced.codes.length])
    return { read: raw.kind, slices: sliced.names }
  })
}

function inWords(reader: ColumnReader): (value: number) => string {
  if (reader.kind === 'boolean') return (value) => (value === 1 ? 'yes' : 'no')
  if (reader.kind === 'date') return (value) => new Date(1000 * value).toISOString().replace(/T00:00:00\.000Z$|\.000Z$/, '')
  return (value) => String(Number(value.toPrecision(6)))
}
