import { columnTypes } from '@shared/dataset/column'
import type { DataMethods, TypeLoss } from '@shared/engine/data-methods'
import type { InputOf } from '@shared/engine/wire'
import { columnNamed } from './page'
import { readerFor } from './prepare/raw-column'
import { findColumnKinds, numberSql } from './table/column-kind'
import type { TableStore } from './table/table-store'

const shown = 3

/** How many cells of a column each type could not read. As categories, texts or ids every cell is kept. */
export function typeLosses(store: TableStore, input: InputOf<DataMethods['typeLosses']>): Promise<readonly TypeLoss[]> {
  return store.withTable(input, async (table) => {
    const column = columnNamed(table, input.column)
    const [kind] = await findColumnKinds(table, [column])
    const losses: TypeLoss[] = []
    for (const type of columnTypes) {
      const reader = kind === undefined ? null : readerFor(kind, type)
      if (reader === null || reader.kind === 'category') {
        losses.push({ type, lost: 0, examples: [] })
        continue
      }
      const unread = `${column.text} IS NOT NULL AND (${numberSql(column, reader)}) IS NULL`
      const [lost] = await table.db.row(`SELECT count(*) FROM ${table.relation} WHERE ${unread}`)
      const examples = Number(lost) === 0 ? [] : await table.db.rows(`SELECT left(${column.text}, 40) AS cell FROM ${table.relation} WHERE ${unread} GROUP BY cell ORDER BY min(${table.row}) LIMIT ${shown}`)
      losses.push({ type, lost: Number(lost), examples: examples.map(([cell]) => String(cell)) })
    }
    return losses
  })
}
