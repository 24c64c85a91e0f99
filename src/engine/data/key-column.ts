import type { DataMethods } from '@shared/engine/data-methods'
import type { InputOf } from '@shared/engine/wire'
import { CrossfadeError } from '@shared/errors'
import { writeNpy } from './npy'
import { columnNamed } from './page'
import { readerFor, readRawColumns } from './prepare/raw-column'
import { RowKeys } from './prepare/row-keys'
import { readRows } from './read-rows'
import { findColumnKinds } from './table/column-kind'
import type { TableStore } from './table/table-store'

/** See the declaration of `keyColumn`. Errors: file-*, column-not-found, run-unreadable. */
export async function keyColumn(store: TableStore, input: InputOf<DataMethods['keyColumn']>): Promise<{ readonly keys: number }> {
  const rows = await readRows(input.rows)
  return store.withColumns(input, { pick: (names) => names.filter((name) => name === input.column), lean: false }, async (table) => {
    const column = columnNamed(table, input.column)
    const [kind] = await findColumnKinds(table, [column])
    if (kind === undefined) throw new CrossfadeError('column-not-found', `The table has no column ${input.column}.`)
    const [raw] = await readRawColumns(table, [{ column, reader: readerFor(kind, undefined) }])
    if (raw === undefined || rows.some((row) => row < 0 || row >= table.rows)) {
      throw new CrossfadeError('file-changed', `${input.path} has no longer the rows that the run was scored on. Train a new run.`)
    }
    const codes = new RowKeys().codesOf(raw, rows)
    await writeNpy(input.out, codes, [codes.length])
    return { keys: new Set(codes).size }
  })
}
