import type { FindingKind } from '@shared/dataset/audit'
import type { DataMethods, EvidenceRows } from '@shared/engine/data-methods'
import type { InputOf } from '@shared/engine/wire'
import { countClasses } from '../prepare/split-table'
import { testSource } from '../prepare/test-file'
import type { TableStore } from '../table/table-store'
import { duplicateGroups } from './duplicates'
import { valuesOf } from './examine-column'
import { examineRows } from './examine-table'
import type { ExaminedRows } from './examine-table'

/** Rows that show a finding, in groups that belong together: the equal rows, the rows of one key. Largest groups first. */
export function findEvidence(store: TableStore, input: InputOf<DataMethods['evidence']>): Promise<EvidenceRows> {
  return store.withTableAndMaybe(input, () => testSource(input.recipe), async (table, testTable) => {
    const groups = await groupsFor(await examineRows(table, input.recipe, testTable), input.kind, input.column)
    const rows: number[] = []
    const group: number[] = []
    let total = 0
    groups.forEach((members, g) => {
      members.forEach((row, i) => {
        const at = total + i
        if (at < input.offset || at >= input.offset + input.limit) return
        rows.push(row)
        group.push(g)
      })
      total += members.length
    })
    return { rows, group, total }
  }, 'values')
}

const largestFirst = (groups: readonly Int32Array[]) => [...groups].sort((a, b) => b.length - a.length || (a[0] as number) - (b[0] as number))
const alone = (rows: Int32Array) => Array.from(rows, (row) => Int32Array.of(row))

async function groupsFor(examined: ExaminedRows, kind: FindingKind, column: string | null): Promise<Int32Array[]> {
  const { columns, rows, target } = examined
  const { table } = columns
  switch (kind) {
    case 'conflicts':
      return largestFirst(examined.conflicts.groups)
    case 'duplicates':
      return largestFirst(await duplicateGroups(columns))
    case 'twins':
      return largestFirst(examined.twins.groups)
    case 'shared-key': {
      if (column === null) return []
      const { values } = await valuesOf(columns, column)
      return largestFirst(byKey(values, rows))
    }
    case 'rare-classes': {
      if (target.kind !== 'classes') return []
      const counts = countClasses(target, rows)
      return alone(rows.filter((row) => (counts[target.codes[row] as number] as number) < 10))
    }
    case 'missing-target':
    case 'stray-text':
    case 'infinite': {
      if (column === null) return []
      const { text, number } = columns.found(column).column
      const test = kind === 'missing-target' ? `${text} IS NULL` : kind === 'infinite' ? `NOT isfinite(${number})` : `${text} IS NOT NULL AND ${number} IS NULL`
      const found = await table.db.rows(`SELECT ${table.row} FROM ${table.relation} WHERE ${test} ORDER BY 1 LIMIT 100000`)
      return found.map(([row]) => Int32Array.of(Number(row)))
    }
    default:
      return []
  }
}

function byKey(keys: Float64Array, rows: Int32Array): Int32Array[] {
  const members = new Map<number, number[]>()
  for (const row of rows) {
    const key = keys[row] as number
    if (Number.isNaN(key)) continue
    const held = members.get(key)
    if (held === undefined) members.set(key, [row])
    else held.push(row)
  }
  return [...members.values()].filter((group) => group.length > 1).map((group) => Int32Array.from(group))
}
