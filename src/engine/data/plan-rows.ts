import type { DataMethods, DataProgress, RowPlan } from '@shared/engine/data-methods'
import type { InputOf } from '@shared/engine/wire'
import type { CallContext } from '../channel/serve-engine'
import { readTarget } from './prepare/prepare-target'
import { RecipeTable } from './prepare/recipe-table'
import { selectRows } from './prepare/select-rows'
import { countClasses, splitTable } from './prepare/split-table'
import type { SplitTable, Target } from './prepare/split-table'
import { comparedTestRows, countTestClasses, readTestRows, splitWithTestRows, testSource } from './prepare/test-file'
import type { TestRows } from './prepare/test-file'
import { stopIfCancelled } from './stop-if-cancelled'
import type { TableStore } from './table/table-store'

/** What a recipe does with the rows, without fitting anything: the same steps and the same split as `prepare`. Errors: as prepare. */
export function planRows(store: TableStore, input: InputOf<DataMethods['plan']>, { emit, signal }: CallContext<DataProgress>): Promise<RowPlan> {
  const { recipe } = input
  return store.withTableAndMaybe(input, () => testSource(recipe), async (table, testTable) => {
    stopIfCancelled(signal)
    emit({ kind: 'progress', doing: 'counting rows', share: null })
    const columns = await RecipeTable.open(table, recipe)
    const { rows, dropped } = await selectRows(columns, recipe.rows, comparedTestRows(columns, recipe, testTable))
    stopIfCancelled(signal)
    const target = readTarget(recipe.target, recipe.task, await columns.raw(recipe.target), rows, table.rows)
    const split = await splitTable(recipe.split, rows, target, (name) => columns.raw(name))
    const test = testTable === null ? null : await readTestRows(testTable, recipe.split.testFile ?? '', recipe.target, target, columns.isNumeric(recipe.target))
    const summary = test === null ? split.summary : splitWithTestRows(split, test, table.rows).summary
    return { rows: table.rows, kept: rows.length, dropped: [...dropped], split: summary, classes: classesOf(target, split, test) }
  }, 'values')
}

function classesOf(target: Target, split: SplitTable, testRows: TestRows | null): RowPlan['classes'] {
  if (target.kind !== 'classes') return null
  const [train, validation] = [split.train, split.validation].map((rows) => countClasses(target, rows))
  const test = testRows === null ? countClasses(target, split.test) : countTestClasses(target, testRows)
  return target.names.map((name, c) => ({ name, train: train?.[c] ?? 0, validation: validation?.[c] ?? 0, test: test[c] ?? 0 }))
}
