import { stat } from 'node:fs/promises'
import type { DataMethods, DataProgress, OpenedTable } from '@shared/engine/data-methods'
import type { InputOf } from '@shared/engine/wire'
import { hashFile } from './file/hash-file'
import type { CallContext } from '../channel/serve-engine'
import { profileTable } from './table/profile'
import type { TableStore } from './table/table-store'

/** Reads a file, finds out how it is to be read, and profiles every column. */
export async function openTable(store: TableStore, source: InputOf<DataMethods['open']>, { emit, signal }: CallContext<DataProgress>): Promise<OpenedTable> {
  const started = Date.now()
  emit({ kind: 'progress', doing: 'reading', share: null })
  const [sha256, opened] = await Promise.all([
    // A path that cannot be read fails in both: the table's error is the one to tell.
    hashFile(source.path).catch((thrown: unknown) => thrown),
    store.withTable(source, async (table) => {
      const columns = await profileTable(table, (share) => emit({ kind: 'progress', doing: 'profiling', share }), signal)
      return { table, columns }
    }, source.spelled === true ? 'spelled' : 'values'),
  ])
  if (typeof sha256 !== 'string') throw sha256
  const facts = await stat(source.path)
  const { table, columns } = opened
  return {
    sha256,
    bytes: facts.size,
    modified: facts.mtime.toISOString(),
    reading: table.reading,
    rows: table.rows,
    rejectedRows: table.rejectedRows,
    rejected: table.rejected,
    columns,
    ...(table.sheets === undefined ? {} : { sheets: table.sheets }),
    ms: Date.now() - started,
  }
}
