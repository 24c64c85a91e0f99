import type { Audit } from '@shared/dataset/audit'
import type { DataMethods, DataProgress } from '@shared/engine/data-methods'
import type { InputOf } from '@shared/engine/wire'
import type { CallContext } from '../../channel/serve-engine'
import { testSource } from '../prepare/test-file'
import { stopIfCancelled } from '../stop-if-cancelled'
import type { TableStore } from '../table/table-store'
import { countDuplicates } from './duplicates'
import { examineColumns, examineRows } from './examine-table'
import type { ExaminedColumn } from './examine-table'
import { allFindings, rankKeys, suspicionsOf } from './findings'

/** Looks for what is wrong with a table, given a target, features and a split. Errors: as prepare. */
export function auditTable(store: TableStore, input: InputOf<DataMethods['audit']>, { emit, signal }: CallContext<DataProgress>): Promise<Audit> {
  const started = Date.now()
  const { recipe } = input
  emit({ kind: 'progress', doing: 'reading', share: null })
  return store.withTableAndMaybe(input, () => testSource(recipe), async (table, testTable) => {
    emit({ kind: 'progress', doing: 'comparing rows', share: null })
    const examined = await examineRows(table, recipe, testTable)
    stopIfCancelled(signal)
    const duplicates = await countDuplicates(examined.columns)
    const columns: ExaminedColumn[] = []
    for await (const column of examineColumns(examined, recipe)) {
      stopIfCancelled(signal)
      columns.push(column)
      emit({ kind: 'progress', doing: 'looking at columns', share: columns.length / table.columns.length })
    }
    const { rows, conflicts, twins } = examined
    return {
      rows: table.rows,
      target: recipe.target,
      features: recipe.columns.features,
      duplicates,
      conflicts: { rows: conflicts.rows, ceilingAccuracy: conflicts.ceilingAccuracy, ceilingR2: conflicts.ceilingR2 },
      twins: { testRows: twins.rows, share: twins.of > 0 ? twins.rows / twins.of : 0 },
      sortedByTarget: examined.sorted,
      suspicious: columns.flatMap((column) => suspicionsOf(column, table.rows, recipe)),
      groups: rankKeys(columns).map((key) => ({
        column: key.column,
        sharedRows: key.sharedRows,
        share: key.sharedRows / rows.length,
        repeatedRows: key.repeatedRows,
        keys: key.keys,
        equalShare: key.equalRows / rows.length,
      })),
      findings: allFindings(examined, columns, duplicates, recipe),
      ms: Date.now() - started,
    }
  }, 'values')
}
