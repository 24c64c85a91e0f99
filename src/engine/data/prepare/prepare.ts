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
import { RowKeys, keyColumn, readTestKeys } from './row-keys'
import { selectRows } from './select-rows'
import { countClasses, splitTable } from './split-table'
import type { SplitTable, Target } from './split-table'
import { comparedTestRows, countTestClasses, readTestRows, splitWithTestRows, testSource, writeTestFeatures } from './test-file'
import type { TestRows } from './test-file'

export type PrepareInput = InputOf<DataMethods['prepare']>

/**
 * From the table to numbers, as the recipe says. Answers from the cache where the same file and recipe were prepared before.
 * Errors: file-*, column-not-found, target-invalid, recipe-invalid, cancelled.
 */
export async function prepare(store: TableStore, input: PrepareInput, context: CallContext<DataProgress>): Promise<PreparedSummary> {
  const started = Date.now()
  const { recipe } = input
  const { testFile } = recipe.split
  // Summed up while it is read; its result is asked for before anything is answered.
  const unchanged = refuseChanged(input)
  unchanged.catch(() => undefined)
  const hash = preparedKey(input.sha256, input.reading, recipe, testFile === undefined ? null : await hashFile(testFile))
  const dir = join(input.cache, hash)
  const held = await findPrepared(dir)
  if (held !== null) {
    await unchanged
    return { ...held, dir, fromCache: true, ms: Date.now() - started }
  }
  context.emit({ kind: 'progress', doing: 'reading', share: null })
  const select = { pick: (names: readonly string[]) => columnsNeeded(recipe, names), lean: true }
  const work = async (table: LoadedTable, test: LoadedTable | null) => {
    await unchanged
    return make(table, test, input, hash, dir, context, started)
  }
  const test = testSource(recipe)
  const making =
    test === null
      ? store.withColumns(input, select, (table) => work(table, null))
      : store.withColumnsOfTwo({ source: input, select }, { ...test, reading: input.testReading ?? input.reading }, work)
  const made = await making.catch(async (thrown: unknown) => {
    // Where the file changed, whatever else is wrong with it comes from that.
    await unchanged
    throw thrown
  })
  return { ...made, dir, fromCache: false, ms: Date.now() - started }
}

async function refuseChanged(input: PrepareInput): Promise<void> {
  if ((await hashFile(input.path)) === input.sha256) return
  throw new CrossfadeError('file-changed', `${input.path} has changed since it was opened. Open it again to see what is in it now.`)
}

/** Columns that a recipe reads. Equal rows are equal in every column. */
export function columnsNeeded(recipe: Recipe, names: readonly string[]): string[] {
  if (recipe.rows.some((step) => step.kind === 'drop-duplicates')) return [...names]
  const { columns, split } = recipe
  const needed = new Set([...columns.features, recipe.target])
  for (const name of [columns.weight, split.group, split.column, split.fold?.group]) if (name !== undefined) needed.add(name)
  for (const step of recipe.rows) {
    if (step.kind === 'one-row-per-key') needed.add(step.column)
    if (step.kind === 'filter') for (const name of columnsOfFilter(parseFilter(step.expression))) needed.add(name)
    if (step.kind === 'drop-missing' && step.columns !== 'all') for (const name of step.columns) needed.add(name)
  }
  return [...needed]
}

async function make(
  table: LoadedTable,
  testTable: LoadedTable | null,
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
  const { rows, dropped } = await selectRows(columns, recipe.rows, comparedTestRows(columns, recipe, testTable))
  const target = readTarget(recipe.target, recipe.task, await columns.raw(recipe.target), rows, table.rows)
  const split = await splitTable(recipe.split, rows, target, (name) => columns.raw(name))
  const numeric = columns.isNumeric(recipe.target)
  const testFile = recipe.split.testFile ?? ''
  const test = testTable === null ? null : await readTestRows(testTable, testFile, recipe.target, target, numeric)
  const ordered = joinRows([split.train, split.validation, split.test])
  const features = await prepareFeatures(columns, recipe, target, split.train, ordered, test?.rows.length ?? 0, (share) => {
    stopIfCancelled(signal)
    emit({ kind: 'progress', doing: 'preparing', share })
  })
  const pipeline: Pipeline = {
    version: pipelineVersion,
    task: recipe.task,
    target: fitTarget(recipe.target, target, numeric, split.train),
    fittedOn: { part: 'train', rows: split.train.length },
    reading: table.reading,
    columns: [...features.columns],
    features: [...features.names],
  }
  const width = features.names.length
  if (test !== null) await writeTestFeatures(test, pipeline, features.data.subarray(ordered.length * width), testFile, signal)
  const weights = recipe.columns.weight === undefined ? null : await columns.weights(recipe.columns.weight, ordered)
  const key = keyColumn(recipe)
  const keys = key === undefined ? null : await keyCodes(columns, key, ordered, test)
  const all = withTestRows(ordered, split, target, pipeline, test, table.rows)
  const prepared: Prepared = {
    version: 1,
    hash,
    rows: all.rows.length,
    sourceRows: table.rows,
    features: [...features.names],
    classes: target.kind === 'classes' ? [...target.names] : [],
    split: all.summary,
    classCounts: { train: countClasses(target, split.train), validation: countClasses(target, split.validation), test: all.testCounts },
    dropped: [...dropped],
    weighted: weights !== null,
    ...(key === undefined ? {} : { key }),
    preparedMs: Date.now() - started,
  }
  stopIfCancelled(signal)
  // The file may have been written to while it was read.
  await refuseChanged(input)
  await writePrepared(input.cache, dir, input.tmp, async (folder) => {
    const rows = all.rows.length
    // Each is flushed to the disk, which takes its time: all at once.
    await Promise.all([
      writeNpy(join(folder, 'features.npy'), features.data, [rows, width]),
      writeNpy(join(folder, 'labels.npy'), all.labels, [rows]),
      writeNpy(join(folder, 'rows.npy'), all.rows, [rows]),
      ...(weights === null ? [] : [writeNpy(join(folder, 'weights.npy'), withOnes(weights, rows), [rows])]),
      ...(keys === null ? [] : [writeNpy(join(folder, 'keys.npy'), keys, [rows])]),
      writeJson(join(folder, 'pipeline.json'), pipeline),
    ])
    await writeJson(join(folder, 'prepared.json'), prepared)
  })
  return prepared
}

/** keys.npy: the rows of the table, then those of the test file. */
async function keyCodes(columns: RecipeTable, name: string, ordered: Int32Array, test: TestRows | null): Promise<Int32Array> {
  const keys = new RowKeys()
  const own = keys.codesOf(await columns.raw(name), ordered)
  if (test === null) return own
  const raw = await readTestKeys(test.table, name, columns.reader(name))
  return joinRows([own, raw === null ? keys.codesWithoutKey(test.rows.length) : keys.codesOf(raw, test.rows)])
}

/** Labels, row numbers and the split with the rows of a test file behind those of the table. */
function withTestRows(ordered: Int32Array, split: SplitTable, target: Target, pipeline: Pipeline, test: TestRows | null, tableRows: number) {
  const labels = labelsOf(target, pipeline.target, ordered)
  if (test === null) return { rows: ordered, labels, summary: split.summary, testCounts: countClasses(target, split.test) }
  const { numbered, summary } = splitWithTestRows(split, test, tableRows)
  const scale = pipeline.target.kind === 'number' ? pipeline.target : { mean: 0, std: 1 }
  const rows = joinRows([ordered, numbered])
  const allLabels = new Float32Array(rows.length)
  allLabels.set(labels)
  allLabels.set(Float32Array.from(test.labels, (label) => (label - scale.mean) / scale.std), ordered.length)
  return { rows, labels: allLabels, summary, testCounts: countTestClasses(target, test) }
}

function joinRows(parts: readonly Int32Array[]): Int32Array {
  const joined = new Int32Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}

/** Rows of a test file weigh 1. */
function withOnes(weights: Float32Array, rows: number): Float32Array {
  const all = new Float32Array(rows).fill(1)
  all.set(weights)
  return all
}
