import { basename } from 'node:path'
import { createRandom } from '@shared/maths/random'
import type { Recipe } from '@shared/recipe/recipe'
import { readTarget } from '../prepare/prepare-target'
import { RecipeTable } from '../prepare/recipe-table'
import { selectRows } from '../prepare/select-rows'
import { splitTable } from '../prepare/split-table'
import type { SplitTable, Target } from '../prepare/split-table'
import { comparedTestRows, readTestRows, splitWithTestRows, testFeatures } from '../prepare/test-file'
import { equalGroups } from '../table/equal-groups'
import { isIdentifierName } from '../table/identifier-name'
import type { LoadedTable } from '../table/loaded-table'
import { findConflicts, findTwins, keepInGroups } from './equal-features'
import type { Conflicts } from './equal-features'
import { isCopyOf, spreadOf, valuesOf } from './examine-column'
import type { ColumnValues, Spread } from './examine-column'
import { halve, predictClasses, predictNumbers } from './predict-alone'
import type { Alone, Halves } from './predict-alone'
import { isSortedByTarget } from './row-order'
import { examineKey } from './shared-keys'
import type { SharedKey } from './shared-keys'

/** What the audit sees of the rows. */
export interface ExaminedRows {
  readonly columns: RecipeTable
  readonly rows: Int32Array
  readonly target: Target
  readonly split: SplitTable
  readonly missingTarget: number
  /** Groups of kept rows with equal features. */
  readonly groups: readonly Int32Array[]
  readonly conflicts: Conflicts
  readonly twins: Twins
  readonly sorted: boolean
}

/** Test rows that have an equal row outside the test part. */
export interface Twins {
  readonly rows: number
  /** All test rows. */
  readonly of: number
  /** Rows of the table that show it, equal ones together: with their twins, or, where the test rows lie in a file of their own, just those twins. */
  readonly groups: readonly Int32Array[]
  /** Name of the test file, where there is one. */
  readonly file: string | null
}

/** What the audit sees of a column. */
export interface ExaminedColumn {
  readonly name: string
  readonly isFeature: boolean
  readonly spread: Spread
  /** Null where the column is constant, or a key that never comes again. */
  readonly alone: Alone | null
  readonly isCopy: boolean
  readonly key: SharedKey | null
  /** In a column that is not read as numbers: texts that are numbers, and texts that are not. All rows of the file. */
  readonly texts: { readonly numbers: number; readonly others: number }
  readonly infinite: number
  /** Texts, not numbers, dates or truth values. */
  readonly isText: boolean
}

/** Rows looked at to see how well one column tells the target: plenty for a share near 1. */
const numbersLookedAt = 20_000
const keysLookedAt = 40_000

export async function examineRows(table: LoadedTable, recipe: Recipe, testTable: LoadedTable | null): Promise<ExaminedRows> {
  const columns = await RecipeTable.open(table, recipe)
  const { rows } = await selectRows(columns, [{ kind: 'drop-missing-target' }, ...recipe.rows], comparedTestRows(columns, recipe, testTable))
  const target = readTarget(recipe.target, recipe.task, await columns.raw(recipe.target), rows, table.rows)
  const split = await splitTable(recipe.split, rows, target, (name) => columns.raw(name))
  const testFile = recipe.split.testFile ?? ''
  const test = testTable === null ? null : await readTestRows(testTable, testFile, recipe.target, target, columns.isNumeric(recipe.target))
  const behind = test === null ? undefined : testFeatures(columns, test.table, testFile)
  const allGroups = await equalGroups(columns, recipe.columns.features, { behind })
  const everyRow = table.rows + (test?.table.rows ?? 0)
  const kept = flagged(everyRow, rows)
  const groups = keepInGroups(allGroups, kept)
  const tested = test === null ? split.test : test.rows.map((row) => table.rows + row)
  const compared = test === null ? groups : keepInGroups(allGroups, flagged(everyRow, rows, tested))
  const [present] = await table.db.row(`SELECT count(${columns.found(recipe.target).column.present}) FROM ${table.relation}`)
  return {
    columns,
    rows,
    target,
    split: test === null ? split : { ...split, summary: splitWithTestRows(split, test, table.rows).summary },
    missingTarget: table.rows - Number(present),
    groups,
    conflicts: findConflicts(groups, rows, target),
    twins: { ...findTwins(compared, flagged(everyRow, tested), table.rows), of: tested.length, file: test === null ? null : basename(testFile) },
    sorted: isSortedByTarget(rows, target),
  }
}

/** 1 for every row that is named. */
function flagged(length: number, ...named: readonly Int32Array[]): Uint8Array {
  const flags = new Uint8Array(length)
  for (const rows of named) for (let i = 0; i < rows.length; i++) flags[rows[i] as number] = 1
  return flags
}

/** Looks at every column but the target, features or not. */
export async function* examineColumns(examined: ExaminedRows, recipe: Recipe): AsyncGenerator<ExaminedColumn> {
  const { columns, rows } = examined
  const random = createRandom(recipe.split.seed)
  const few = halve(rows, numbersLookedAt, random)
  const many = rows.length > numbersLookedAt ? halve(rows, keysLookedAt, random) : few
  const features = new Set(recipe.columns.features)
  for (const name of columns.columnNames) {
    if (name === recipe.target) continue
    const { column, kind } = columns.found(name)
    const values = await valuesOf(columns, name)
    const spread = spreadOf(values, rows)
    yield {
      name,
      isFeature: features.has(name),
      spread,
      // A key that never comes again tells nothing about rows that were not seen.
      alone: spread.distinct < 2 || (!values.ordered && spread.distinct === spread.present) ? null : tellAlone(values, examined.target, values.ordered ? few : many),
      isCopy: spread.distinct > 1 && spread.distinct <= rows.length / 2 && isCopyOf(values.values, valueOf(examined.target), rows),
      key: mayBeKey(values, spread, rows.length) ? examineKey(name, values.values, rows, examined.target, examined.groups) : null,
      texts: kind.reader.kind === 'category' && column.native === null ? await countNumericTexts(examined, name) : noTexts,
      infinite: kind.infinite,
      isText: kind.reader.kind === 'category',
    }
  }
}

function valueOf(target: Target): (row: number) => number {
  return target.kind === 'classes' ? (row) => target.codes[row] as number : (row) => target.values[row] as number
}

function tellAlone({ values, ordered }: ColumnValues, target: Target, halves: Halves): Alone {
  return target.kind === 'classes'
    ? predictClasses(values, target.codes, target.names.length, halves, ordered)
    : predictNumbers(values, target.values, halves, ordered)
}

/** Texts that repeat, too many to be plain categories; numbers only when their name says that they identify something. */
function mayBeKey({ column, reader, ordered }: ColumnValues, { distinct, present }: Spread, rows: number): boolean {
  if (distinct < 20 || distinct === present || present < rows / 2) return false
  if (reader.kind === 'category' && !ordered) return distinct >= Math.sqrt(present)
  return reader.kind === 'number' && (isIdentifierName(column.name) || /(^|[_\s-])(code|nr|number)$|^(user|customer|patient|subject|session|household)/i.test(column.name))
}

const noTexts = { numbers: 0, others: 0 }

async function countNumericTexts({ columns }: ExaminedRows, name: string): Promise<ExaminedColumn['texts']> {
  const { column } = columns.found(name)
  const { db, relation } = columns.table
  // Casts that fail are slow: most columns of texts are told by their beginning.
  const [first] = await db.row(`SELECT count(${column.number}) >= count(${column.text}) / 2 FROM (SELECT * FROM ${relation} LIMIT 500)`)
  if (first !== true) return noTexts
  const [numbers, all] = await db.row(`SELECT count(${column.number}), count(${column.text}) FROM ${relation}`)
  return { numbers: Number(numbers), others: Number(all) - Number(numbers) }
}
