import { basename } from 'node:path'
import { CrossfadeError } from '@shared/errors'
import type { Pipeline } from '@shared/recipe/pipeline'
import type { Recipe } from '@shared/recipe/recipe'
import type { SplitSummary } from '@shared/run/run-record'
import { readCompared } from '../table/equal-groups'
import type { ComparedTable } from '../table/equal-groups'
import type { LoadedTable } from '../table/loaded-table'
import type { SecondFile } from '../table/table-store'
import { numberSql } from '../table/column-kind'
import { categorySql } from '../table/number-sql'
import { applyPipeline, codeSql } from './apply-pipeline'
import type { RecipeTable } from './recipe-table'
import { keyColumn } from './row-keys'
import { hashParts } from './split-table'
import type { SplitTable, Target } from './split-table'

/** The columns that a recipe reads in its test file. */
const testColumns = (recipe: Recipe) => (names: readonly string[]): readonly string[] =>
  names.filter((name) => recipe.columns.features.includes(name) || name === recipe.target || name === keyColumn(recipe))

/** The test file of a recipe with what is read of it, or null. */
export function testSource(recipe: Recipe): SecondFile | null {
  const { testFile } = recipe.split
  return testFile === undefined ? null : { path: testFile, select: { pick: testColumns(recipe), lean: false }, needed: [...recipe.columns.features, recipe.target] }
}

/** The same where a row step compares the rows with those of the test file; else null. */
export const rowStepSource = (recipe: Recipe): ReturnType<typeof testSource> => (comparesWithTest(recipe) ? testSource(recipe) : null)

export const comparesWithTest = (recipe: Recipe): boolean => recipe.rows.some((step) => step.kind === 'drop-test-twins')

/** The rows of the test file as a row step compares them; null where none does. */
export function comparedTestRows(columns: RecipeTable, recipe: Recipe, table: LoadedTable | null): ComparedTable | null {
  return table === null || !comparesWithTest(recipe) ? null : testFeatures(columns, table, recipe.split.testFile ?? '')
}

/** The rows of a separate test file that can be scored: those with a target that the model knows. */
export interface TestRows {
  readonly table: LoadedTable
  /** Row numbers in the test file, ascending. */
  readonly rows: Int32Array
  /** Class, or number, of each of them. */
  readonly labels: Float64Array
  readonly remarks: readonly string[]
}

/** Reads the targets of a test file. Errors: column-not-found, target-invalid. */
export async function readTestRows(table: LoadedTable, path: string, name: string, target: Target, numeric: boolean): Promise<TestRows> {
  const column = table.columns.find((c) => c.name === name)
  if (column === undefined) throw new CrossfadeError('column-not-found', `The test file ${path} has no column ${name}, so it cannot be scored.`)
  const all = target.kind === 'classes' ? new Int32Array(table.rows) : new Float64Array(table.rows)
  const types: string[] = []
  try {
    const sql = target.kind === 'classes' ? await codeSql(table, categorySql(column, numeric), target.names, types) : `coalesce(${numberSql(column, { kind: 'number' })}, 'nan'::DOUBLE)`
    await table.db.numbers(`SELECT ${sql} FROM ${table.relation}`, [all])
  } finally {
    for (const type of types) await table.db.run(`DROP TYPE IF EXISTS ${type}`)
  }
  const usable = (label: number | undefined) => label !== undefined && label >= (target.kind === 'classes' ? 0 : -Infinity)
  const rows = Int32Array.from(all.keys()).filter((row) => usable(all[row]))
  if (rows.length === 0) throw new CrossfadeError('target-invalid', `The test file ${path} has no row with a ${name} that the table has too.`)
  const left = table.rows - rows.length
  return {
    table,
    rows,
    labels: Float64Array.from(rows, (row) => all[row] as number),
    remarks: [
      `The test rows are those of ${basename(path)}; they are numbered on from the rows of the table.`,
      ...(left === 0 ? [] : [`${left} rows of ${basename(path)} have no ${name}, or one that the table has not, and are left out.`]),
    ],
  }
}

/** The split with the rows of a test file as its test part: `numbered` on from those of the table. */
export function splitWithTestRows({ train, validation, summary }: SplitTable, test: TestRows, tableRows: number): { readonly numbered: Int32Array; readonly summary: SplitSummary } {
  const numbered = test.rows.map((row) => tableRows + row)
  return {
    numbered,
    summary: { ...summary, test: numbered.length, hash: hashParts([train, validation, numbered]), remarks: [...summary.remarks, ...test.remarks] },
  }
}

/** Test rows of each class, in label order; empty for numbers. */
export function countTestClasses(target: Target, test: TestRows): number[] {
  if (target.kind === 'number') return []
  const counts = target.names.map(() => 0)
  for (const label of test.labels) counts[label] = (counts[label] as number) + 1
  return counts
}

/** The features of the rows of a test file, to be compared with those of the table. Errors: column-not-found. */
export function testFeatures(columns: RecipeTable, table: LoadedTable, path: string): ComparedTable {
  const absent = columns.features.filter((name) => !table.columns.some((c) => c.name === name))
  if (absent.length > 0) throw withoutColumns(path, absent)
  return {
    rows: table.rows,
    compared: (names) => readCompared(table, names.map((name) => columns.comparable(name, table.columns.find((c) => c.name === name)))),
  }
}

function withoutColumns(path: string, names: readonly string[]): CrossfadeError {
  return new CrossfadeError('column-not-found', `The test file ${path} has no column ${names.join(', ')}.`)
}

/** Inputs of the test rows, [rows, features] row-major, written into `into`. Columns that are not there are an error: column-not-found. */
export async function writeTestFeatures(test: TestRows, pipeline: Pipeline, into: Float32Array, path: string, signal: AbortSignal): Promise<void> {
  const width = pipeline.features.length
  let next = 0
  const { missingColumns } = await applyPipeline(test.table, pipeline, signal, ({ start, rows, data }) => {
    for (; next < test.rows.length; next++) {
      const at = (test.rows[next] as number) - start
      if (at >= rows) return
      into.set(data.subarray(at * width, (at + 1) * width), next * width)
    }
  })
  if (missingColumns.length > 0) throw withoutColumns(path, missingColumns)
}
