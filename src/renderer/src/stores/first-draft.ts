import type { DatasetRecord } from '@shared/dataset/dataset-record'
import type { ModelDesign } from '@shared/model/model-design'
import { guessRecipe, guessTarget } from '@shared/recipe/guess'
import type { Recipe } from '@shared/recipe/recipe'
import { defaultModel, defaultTraining } from '@shared/training/resolve'
import type { TrainingSettings } from '@shared/training/training-settings'
import { withDefaults } from './run-defaults'
import type { RunDefaults } from './run-defaults'

/** What a run will be made of: everything that Data and Design edit, so that undo covers it all. */
export interface Draft {
  readonly name: string
  readonly recipe: Recipe
  readonly model: ModelDesign
  readonly training: TrainingSettings
}

/** A sound experiment on a table that nobody has looked at yet; on `target` and without the columns of `ignore`, where the person named them. */
export function firstDraft(dataset: DatasetRecord, defaults: RunDefaults, target?: string, ignore: readonly string[] = []): Draft {
  const column = target ?? guessTarget(dataset.columns) ?? dataset.columns[dataset.columns.length - 1]?.name ?? ''
  const recipe = guessRecipe(dataset.columns, dataset.rows, column, { ignore })
  const classes = recipe.task === 'classification' ? (dataset.columns.find((one) => one.name === column)?.distinct ?? 0) : 0
  return {
    name: '',
    recipe,
    model: defaultModel(dataset.rows, recipe.columns.features.length, classes),
    training: withDefaults(defaultTraining(recipe.task, dataset.rows), defaults),
  }
}
