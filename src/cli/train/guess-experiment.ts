import { basename } from 'node:path'
import type { DatasetRecord } from '@shared/dataset/dataset-record'
import type { Experiment } from '@shared/experiment/experiment'
import { guessRecipe } from '@shared/recipe/guess'
import { defaultModel, defaultTraining } from '@shared/training/resolve'
import type { Session } from '../session'

/** A sound experiment on an unknown table. What is left out of it is said, with the reason. */
export function guessExperiment(dataset: DatasetRecord, path: string, { flags, terminal }: Session): Experiment {
  const target = flags.text('target') ?? ''
  const recipe = guessRecipe(dataset.columns, dataset.rows, {
    target,
    task: flags.choice('task', ['classification', 'regression'] as const),
    features: flags.list('features'),
    ignore: flags.list('ignore') ?? [],
  })
  if (!flags.has('features')) {
    for (const { name, reason } of recipe.columns.ignored) terminal.say(`Left out: ${name === '' ? 'the unnamed column' : name} (${reason}).`)
  }
  const classes = recipe.task === 'classification' ? (dataset.columns.find((column) => column.name === target)?.distinct ?? 0) : 0
  return {
    version: 1,
    name: `${basename(path).replace(/(\.(csv|tsv|txt|parquet|jsonl|json|xlsx|gz))+$/i, '')} ${target}`.slice(0, 200),
    dataset: { path, sha256: dataset.sha256, reading: dataset.reading },
    recipe,
    model: defaultModel(dataset.rows, recipe.columns.features.length, classes),
    training: defaultTraining(recipe.task, dataset.rows),
  }
}
