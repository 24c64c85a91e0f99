import { basename } from 'node:path'
import type { DatasetRecord } from '@shared/dataset/dataset-record'
import { CrossfadeError } from '@shared/errors'
import type { Experiment } from '@shared/experiment/experiment'
import { guessRecipe } from '@shared/recipe/guess'
import type { Recipe } from '@shared/recipe/recipe'
import { defaultModel, defaultTraining } from '@shared/training/resolve'
import type { Session } from '../session'

/** A sound recipe for an unknown table, as --task, --features and --ignore say. What is left out of it is said, with the reason. */
export function guessRecipeFrom(dataset: DatasetRecord, target: string, { flags, terminal }: Pick<Session, 'flags' | 'terminal'>): Recipe {
  const task = flags.choice('task', ['classification', 'regression'] as const)
  const features = flags.list('features')
  const ignore = flags.list('ignore') ?? []
  refuseUnknown(ignore, dataset)
  const recipe = guessRecipe(dataset.columns, dataset.rows, target, {
    ...(task === undefined ? {} : { task }),
    ...(features === undefined ? {} : { features }),
    ignore,
  })
  if (!flags.has('features')) {
    for (const { name, reason } of recipe.columns.ignored) terminal.say(`Left out: ${name === '' ? 'the unnamed column' : name} (${reason}).`)
  }
  return recipe
}

/** A sound experiment on an unknown table. */
export function guessExperiment(dataset: DatasetRecord, path: string, session: Session): Experiment {
  const target = session.flags.text('target') ?? ''
  const recipe = guessRecipeFrom(dataset, target, session)
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

/** A misspelt column that is to be left out would silently stay in. */
function refuseUnknown(ignore: readonly string[], dataset: DatasetRecord): void {
  const unknown = ignore.find((name) => !dataset.columns.some((column) => column.name === name))
  if (unknown === undefined) return
  const names = dataset.columns.map((column) => column.name).filter((name) => name !== '')
  throw new CrossfadeError('column-not-found', `--ignore: ${dataset.name} has no column "${unknown}". Its columns: ${names.join(', ')}.`)
}
