import { open, rename, rm } from 'node:fs/promises'
import type { RejectedLine } from '@shared/dataset/dataset-record'
import type { DataMethods } from '@shared/engine/data-methods'
import type { InputOf } from '@shared/engine/wire'
import type { CallContext } from '../channel/serve-engine'
import { stopIfCancelled } from './stop-if-cancelled'
import { shownCharacters } from './table/rejected-lines'
import type { TableStore } from './table/table-store'

/** Lines held in memory at once: each may be long. */
const together = 2000

/** Lines that could not be read, by their place among them, with the beginning of each. */
export function listRejectedLines(store: TableStore, input: InputOf<DataMethods['rejectedLines']>): Promise<readonly RejectedLine[]> {
  return store.withTable(input, (table) => table.rejectedFrom(input.offset, input.limit, shownCharacters), 'values')
}

/** Writes every line that could not be read, whole, as a CSV of line number, reason and text. `out` is there only once it is complete. */
export function exportRejectedLines(store: TableStore, input: InputOf<DataMethods['exportRejected']>, { signal }: CallContext<never>): Promise<{ readonly rows: number }> {
  return store.withTable(input, async (table) => {
    const draft = `${input.out}.${process.pid}.tmp`
    try {
      const file = await open(draft, 'w')
      try {
        await file.writeFile('line,reason,text\n')
        for (let at = 0; at < table.rejectedRows; at += together) {
          stopIfCancelled(signal)
          await file.writeFile((await table.rejectedFrom(at, together)).map(csvLine).join(''))
        }
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(draft, input.out)
    } finally {
      await rm(draft, { force: true })
    }
    return { rows: table.rejectedRows }
  }, 'values')
}

const quoted = (text: string): string => `"${text.replace(/"/g, '""')}"`
const csvLine = ({ line, reason, text }: RejectedLine): string => `${line},${quoted(reason)},${quoted(text)}\n`
