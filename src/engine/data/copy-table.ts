import { rename, rm, stat } from 'node:fs/promises'
import { CrossfadeError } from '@shared/errors'
import type { DataMethods } from '@shared/engine/data-methods'
import type { InputOf } from '@shared/engine/wire'
import type { CallContext } from '../channel/serve-engine'
import { quoteText } from './duckdb'
import { hashFile } from './file/hash-file'
import { findColumnKinds } from './table/column-kind'
import type { TableStore } from './table/table-store'

/**
 * See the declaration of `copyTable`. Columns of numbers are written as numbers, all others as the texts that they are in the file: read
 * back, the copy has the same rows with the same values.
 */
export function copyTable(store: TableStore, input: InputOf<DataMethods['copyTable']>, { signal }: CallContext<never>): Promise<{ readonly sha256: string; readonly bytes: number }> {
  return store.withTable(input, async (table) => {
    const { db } = table
    const lower = table.columns.map((column) => column.name.toLowerCase())
    const twice = table.columns.find((_, place) => lower.indexOf(lower[place] ?? '') !== place)
    if (twice !== undefined) throw new CrossfadeError('not-available', `${input.path} has columns whose names differ in upper and lower case only (${twice.name}), which a Parquet copy cannot hold. Keep the file itself beside the workspace.`)
    const kinds = await findColumnKinds(table, table.columns)
    const cells = table.columns.map((column, place) => {
      const kind = kinds[place]
      const asNumber = kind !== undefined && kind.reader.kind === 'number' && !kind.beyondDouble
      return `(${asNumber ? column.number : column.text}) AS ${quoteName(column.name)}`
    })
    const draft = `${input.out}.${process.pid}.tmp`
    const interrupt = () => db.interrupt()
    signal.addEventListener('abort', interrupt)
    try {
      await db.run(`COPY (SELECT ${cells.join(', ')} FROM ${table.relation} ORDER BY ${table.row}) TO ${quoteText(draft)} (FORMAT parquet, COMPRESSION zstd)`)
      const facts = await stat(draft)
      const sha256 = await hashFile(draft)
      await rename(draft, input.out)
      return { sha256, bytes: facts.size }
    } finally {
      signal.removeEventListener('abort', interrupt)
      await rm(draft, { force: true })
    }
  })
}

const quoteName = (name: string): string => `"${name.replace(/\0/g, '').replace(/"/g, '""')}"`
