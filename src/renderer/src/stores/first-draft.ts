import type { Column } from '@shared/dataset/column'
import type { DatasetRecord } from '@shared/dataset/dataset-record'
import type { ModelDesign } from '@shared/model/model-design'
import type { Recipe } from '@shared/recipe/recipe'
import { defaultModel, defaultTraining } from '@shared/training/resolve'
import type { TrainingSettings } from '@shared/training/training-settings'

/** What a run will be made of: everything that Data and Design edit, so that undo covers it all. */
export interface Draft {
  readonly name: string
  readonly recipe: Recipe
  readonly model: ModelDesign
  readonly training: TrainingSettings
}

/** A sound experiment on a table that nobody has looked at yet. */
export function firstDraft(dataset: DatasetRecord, target?: string): Draft {
  const recipe = guess(dataset.columns, target)
  const classes = recipe.task === 'classification' ? (dataset.columns.find((column) => column.name === recipe.target)?.distinct ?? 0) : 0
  return {
    name: '',
    recipe,
    model: defaultModel(dataset.rows, recipe.columns.features.length, classes),
    training: defaultTraining(recipe.task, dataset.rows),
  }
}

function guess(columns: readonly Column[], wanted?: string): Recipe {
  const target =
    columns.find((column) => column.name === wanted) ?? [...columns].reverse().find((column) => column.type === 'category') ?? columns[columns.length - 1]
  const name = target?.name ?? ''
  const features = columns.filter((column) => column.name !== name && column.name !== '' && (column.type === 'number' || column.type === 'boolean' || column.type === 'category'))
  const ignored = columns.filter((column) => column.name !== name && !features.includes(column))
  return {
    task: target?.type === 'number' && target.distinct > 20 ? 'regression' : 'classification',
    target: name,
    columns: { features: features.map((column) => column.name), ignored: ignored.map((column) => ({ name: column.name, reason: `${column.type} column` })), types: {} },
    rows: [{ kind: 'drop-missing-target' }],
    steps: [
      { kind: 'impute-number', columns: 'all', method: 'median', indicator: false },
      { kind: 'impute-category', columns: 'all', method: 'own-category' },
      { kind: 'encode', columns: 'all', method: 'one-hot', limit: 100, unseen: 'zeros' },
      { kind: 'scale', columns: 'all', method: 'standard' },
    ],
    split: { method: 'stratified', validation: 0.1, test: 0.2, seed: 42 },
  }
}
