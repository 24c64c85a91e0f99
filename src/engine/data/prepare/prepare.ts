import { join } from 'node:path'
import { CrossfadeError } from '@shared/errors'
import type { DataMethods, DataProgress, PreparedSummary } from '@shared/engine/data-methods'
import type { InputOf } from '@shared/engine/wire'
import { columnsOfFilter, parseFilter } from '@shared/recipe/filter-expression'
import { pipelineVersion } from '@shared/recipe/pipeline'
import type { Pipeline } from '@shared/recipe/pipeline'
import type { Prepared } from '@shared/recipe/prepared'
import type { Recipe } from '@shared/recipe/recipe'
import type { CallContext } from '../../channel/serve-engine'
import { hashFile } from '../file/hash-file'
import { writeNpy } from '../npy'
import { stopIfCancelled } from '../stop-if-cancelled'
import type { LoadedTable } from '../table/loaded-table'
import type { TableStore } from '../table/table-store'
import { fitTarget, labelsOf, readTarget } from './prepare-target'
import { findPrepared, preparedKey, writeJson, writePrepared } from './prepared-cache'
import { prepareFeatures } from './prepare-features'
import { RecipeTable } from './recipe-table'
import { selectRows } from './select-rows'
import { countClasses, splitTable } from './split-table'

export type PrepareInput = InputOf<DataMethods['prepare']>

/**
 * From the table to numbers, as the recipe says. Answers from the cache where the same file and recipe were prepared before.
 * Errors: file-*, column-not-found, target-invalid, recipe-invalid, cancelled.
 */
export async function prepare(store: TableStore, input: PrepareInput, context: CallContext<DataProgress>): Promise<PreparedSummary> {
  const started = Date.now()
  const sha256 = await hashFile(input.path)
  if (sha256 !== input.sha256) {
    throw new CrossfadeError('file-changed', `${input.path} has changed since it was opened. Open it again to see what is in it now.`)
  }
  const hash = preparedKey(sha256, input.reading, input.recipe, null)
  const dir = join(input.cache, hash)
  const held = await findPrepared(dir)
  if (held !== null) return { ...held, dir, fromCache: true, ms: Date.now() - started }
  context.emit({ kind: 'progress', doing: 'reading', share: null })
  const made = await store.withColumns(input, (names) => columnsNeeded(input.recipe, names), (table) => make(table, input, hash, dir, context, started))
  return { ...made, dir, fromCache: false, ms: Date.now() - started }
}

/** Columns that a recipe reads. Equal rows are equal in every column. */
export function columnsNeeded(recipe: Recipe, names: readonly string[]): string[] {
  if (recipe.rows.some((step) => step.kind === 'drop-duplicates')) return [...names]
  const { columns, split } = recipe
  const needed = new Set([...columns.features, recipe.target])
  for (const name of [columns.weight, split.group, split.column]) if (name !== undefined) needed.add(name)
  for (const step of recipe.rows) {
    if (step.kind === 'one-row-per-key') needed.add(step.column)
    if (step.kind === 'filter') for (const name of columnsOfFilter(parseFilter(step.expression))) needed.add(name)
    if (step.kind === 'drop-missing' && step.columns !== 'all') for (const name of step.columns) needed.add(name)
  }
  return [...needed]
}

async function make(
  table: LoadedTable,
  input: PrepareInput,
  hash: string,
  dir: string,
  { emit, signal }: CallContext<DataProgress>,
  started: number,
): Promise<Prepared> {
  const { recipe } = input
  const columns = await RecipeTable.open(table, recipe)
  stopIfCancelled(signal)
  emit({ kind: 'progress', doing: 'splitting', share: null })
  const { rows, dropped } = await selectRows(columns, recipe.rows)
  const target = readTarget(recipe.target, recipe.task, await columns.raw(recipe.target), rows, table.rows)
  const split = await splitTable(recipe.split, rows, target, (name) => columns.raw(name))
  const ordered = new Int32Array(rows.length)
  ordered.set(split.train)
  ordered.set(split.validation, split.train.length)
  ordered.set(split.test, split.train.length + split.validation.length)
  const features = await prepareFeatures(columns, recipe, target, split.train, ordered, (share) => {
    stopIfCancelled(signal)
    emit({ kind: 'progress', doing: 'preparing', share })
  })
  const pipeline: Pipeline = {
    version: pipelineVersion,
    task: recipe.task,
    target: fitTarget(recipe.target, target, columns.isNumeric(recipe.target), split.train),
    fittedOn: { part: 'train', rows: split.train.length },
    reading: table.reading,
    columns: [...features.columns],
    features: [...features.names],
  }
  const weights = recipe.columns.weight === undefined ? null : await columns.weights(recipe.columns.weight, ordered)
  const prepared: Prepared = {
    version: 1,
    hash,
    rows: rows.length,
    sourceRows: table.rows,
    features: [...features.names],
    classes: target.kind === 'classes' ? [...target.names] : [],
    split: split.summary,
    classCounts: {
      train: countClasses(target, split.train),
      validation: countClasses(target, split.validation),
      test: countClasses(target, split.test),
    },
    dropped: [...dropped],
    weighted: weights !== null,
    preparedMs: Date.now() - started,
  }
  stopIfCancelled(signal)
  await writePrepared(input.cache, dir, input.tmp, async (folder) => {
    await writeNpy(join(folder, 'features.npy'), features.data, [rows.length, features.names.length])
    await writeNpy(join(folder, 'labels.npy'), labelsOf(target, pipeline.target, ordered), [rows.length])
    await writeNpy(join(folder, 'rows.npy'), ordered, [rows.length])
    if (weights !== null) await writeNpy(join(folder, 'weights.npy'), weights, [rows.length])
    await writeJson(join(folder, 'pipeline.json'), pipeline)
    await writeJson(join(folder, 'prepared.json'), prepared)
  })
  return prepared
}
