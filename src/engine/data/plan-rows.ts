import type { DataMethods, DataProgress, RowPlan } from '@shared/engine/data-methods'
import type { InputOf } from '@shared/engine/wire'
import type { CallContext } from '../channel/serve-engine'
import { readTarget } from './prepare/prepare-target'
import { RecipeTable } from './prepare/recipe-table'
import { selectRows } from './prepare/select-rows'
import { countClasses, splitTable } from './prepare/split-table'
import type { SplitTable, Target } from './prepare/split-table'
import { stopIfCancelled } from './stop-if-cancelled'
import type { TableStore } from './table/table-store'

/** What a recipe does with the rows, without fitting anything: the same steps and the same split as `prepare`. Errors: as prepare. */
export function planRows(store: TableStore, input: InputOf<DataMethods['plan']>, { emit, signal }: CallContext<DataProgress>): Promise<RowPlan> {
  const { recipe } = input
  return store.withTable(input, async (table) => {
    stopIfCancelled(signal)
    emit({ kind: 'progress', doing: 'counting rows', share: null })
    const columns = await RecipeTable.open(table, recipe)
    const { rows, dropped } = await selectRows(columns, recipe.rows)
    stopIfCancelled(signal)
    const target = readTarget(recipe.target, recipe.task, await columns.raw(recipe.target), rows, table.rows)
    const split = await splitTable(recipe.split, rows, target, (name) => columns.raw(name))
    return { rows: table.rows, kept: rows.length, dropped: [...dropped], split: split.summary, classes: classesOf(target, split) }
  })
}

function classesOf(target: Target, split: SplitTable): RowPlan['classes'] {
  if (target.kind !== 'classes') return null
  const [train, validation, test] = [split.train, split.validation, split.test].map((rows) => countClasses(target, rows))
  return target.names.map((name, c) => ({ name, train: train?.[c] ?? 0, validation: validation?.[c] ?? 0, test: test?.[c] ?? 0 }))
}
