import { assertNever } from '@shared/assert-never'
import { CrossfadeError } from '@shared/errors'
import { createRandom, shuffle } from '@shared/maths/random'
import { range } from '@shared/maths/range'
import type { RowStep } from '@shared/recipe/recipe'
import type { LoadedTable } from '../table/loaded-table'
import { countsRows, equalGroups } from '../table/equal-groups'
import type { ComparedTable } from '../table/equal-groups'
import { countMissing } from './raw-column'
import type { RawColumn } from './raw-column'

/** Columns as the row steps see them. */
export interface RowStepTable extends ComparedTable {
  readonly table: LoadedTable
  readonly columnNames: readonly string[]
  /** Those that the file holds numbers in. */
  readonly numberColumns: readonly string[]
  readonly features: readonly string[]
  readonly target: string
  /** A column in memory. */
  readonly raw: (name: string) => Promise<RawColumn>
  /** Row numbers that pass a filter expression. */
  readonly filter: (expression: string) => Promise<Int32Array>
}

export interface SelectedRows {
  /** Ascending row numbers. */
  readonly rows: Int32Array
  readonly dropped: readonly { readonly reason: string; readonly rows: number }[]
  /** Why a row was dropped; null for one that is kept. */
  readonly reasonFor: (row: number) => string | null
}

/** Does the row steps in order. Each sees only the rows that the ones before it left. `test`: the rows of the test file, where there is one and a step asks for it. */
export async function selectRows(context: RowStepTable, steps: readonly RowStep[], test: ComparedTable | null): Promise<SelectedRows> {
  let rows: Int32Array = range(context.table.rows)
  const dropped: { reason: string; rows: number }[] = []
  /** 1 and on: place among the reasons, plus one. */
  const droppedFor = new Uint16Array(context.table.rows)
  for (const step of steps) {
    const kept = await keep(context, step, rows, test)
    if (kept.length < rows.length) {
      dropped.push({ reason: reasonOf(step, context.target), rows: rows.length - kept.length })
      markDropped(rows, kept, droppedFor, dropped.length)
    }
    rows = kept
    if (rows.length === 0) throw new CrossfadeError('recipe-invalid', `No row is left after this step: ${reasonOf(step, context.target)}.`)
  }
  return { rows, dropped, reasonFor: (row) => dropped[(droppedFor[row] ?? 0) - 1]?.reason ?? null }
}

/** Both lists ascend, and the second is part of the first. */
function markDropped(before: Int32Array, kept: Int32Array, marks: Uint16Array, mark: number): void {
  let at = 0
  for (let i = 0; i < before.length; i++) {
    if (kept[at] === before[i]) at++
    else marks[before[i] as number] = mark
  }
}

function reasonOf(step: RowStep, target: string): string {
  switch (step.kind) {
    case 'drop-missing-target':
      return `no value of ${target}`
    case 'drop-missing':
      return step.columns === 'all' ? 'a missing value' : `a missing value of ${step.columns.join(', ')}`
    case 'drop-duplicates':
      return 'equal to an earlier row'
    case 'one-row-per-key':
      return `an earlier row has the same ${step.column}`
    case 'conflicting-labels':
      return step.keep === 'none' ? `equal rows disagree about ${target}` : `equal rows disagree about ${target} and most say otherwise`
    case 'drop-test-twins':
      return 'equal features to a row of the test file'
    case 'filter':
      return `does not pass the filter ${step.expression}`
    case 'sample':
      return 'not drawn for the sample'
    default:
      return assertNever(step)
  }
}

async function keep(context: RowStepTable, step: RowStep, rows: Int32Array, test: ComparedTable | null): Promise<Int32Array> {
  switch (step.kind) {
    case 'drop-missing-target':
      return withValues(context, [context.target], rows)
    case 'drop-missing':
      return withValues(context, step.columns === 'all' ? [...context.features, context.target] : step.columns, rows)
    case 'drop-duplicates':
      return firstOfGroups(context, context.columnNames, rows)
    case 'one-row-per-key':
      return withFirstOfKey(context, step.column, rows)
    case 'conflicting-labels':
      return withoutConflicts(context, step.keep, rows)
    case 'drop-test-twins':
      return withoutTestTwins(context, rows, test)
    case 'filter': {
      const passing = new Set(await context.filter(step.expression))
      return rows.filter((row) => passing.has(row))
    }
    case 'sample': {
      const drawn = Int32Array.from(rows)
      shuffle(drawn, createRandom(step.seed))
      return drawn.subarray(0, step.rows).sort()
    }
    default:
      return assertNever(step)
  }
}

async function withValues(context: RowStepTable, names: readonly string[], rows: Int32Array): Promise<Int32Array> {
  let kept = rows
  for (const name of names) {
    const raw = await context.raw(name)
    if (countMissing(raw, kept) === 0) continue
    kept = raw.kind === 'numbers' ? kept.filter((row) => !Number.isNaN(raw.values[row])) : kept.filter((row) => raw.codes[row] !== -1)
  }
  return kept
}

async function firstOfGroups(context: RowStepTable, names: readonly string[], rows: Int32Array): Promise<Int32Array> {
  const alive = flags(context.table.rows, rows)
  const gone = new Uint8Array(context.table.rows)
  for (const group of await equalGroups(context, names, { leftOut: countingColumns(context) })) {
    for (const row of group.filter((r) => alive[r] === 1).slice(1)) gone[row] = 1
  }
  return rows.filter((row) => gone[row] === 0)
}

/** Columns of numbers that count the rows: equal rows differ in them. */
export function countingColumns({ numberColumns }: Pick<RowStepTable, 'numberColumns'>): (name: string, values: Float64Array) => boolean {
  const numbers = new Set(numberColumns)
  return (name, values) => numbers.has(name) && countsRows(values)
}

/** It is the table that gives way: a test file is what others are measured by too. */
async function withoutTestTwins(context: RowStepTable, rows: Int32Array, test: ComparedTable | null): Promise<Int32Array> {
  if (test === null) {
    throw new CrossfadeError('recipe-invalid', 'The step that leaves out rows which are in the test file needs a test file. Choose one for the split, or take the step out.')
  }
  const own = context.table.rows
  const gone = new Uint8Array(own)
  for (const group of await equalGroups(context, context.features, { behind: test })) {
    if (group.every((row) => row < own)) continue
    for (const row of group) if (row < own) gone[row] = 1
  }
  return rows.filter((row) => gone[row] === 0)
}

/** Rows without a key are each their own. */
async function withFirstOfKey(context: RowStepTable, name: string, rows: Int32Array): Promise<Int32Array> {
  const raw = await context.raw(name)
  const seen = new Set<number>()
  return rows.filter((row) => {
    const key = raw.kind === 'numbers' ? (raw.values[row] as number) : (raw.codes[row] as number)
    if (Number.isNaN(key) || (raw.kind === 'categories' && key === -1)) return true
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

/** Groups of rows with equal features and more than one target value: all of them go, or those that do not say what most say. */
async function withoutConflicts(context: RowStepTable, keepWhich: 'none' | 'majority', rows: Int32Array): Promise<Int32Array> {
  const alive = flags(context.table.rows, rows)
  const target = await context.raw(context.target)
  const valueOf = (row: number) => (target.kind === 'numbers' ? (target.values[row] as number) : (target.codes[row] as number))
  const gone = new Uint8Array(context.table.rows)
  for (const group of await equalGroups(context, context.features)) {
    const members = group.filter((row) => alive[row] === 1)
    const tally = new Map<number, number>()
    for (const row of members) tally.set(valueOf(row), (tally.get(valueOf(row)) ?? 0) + 1)
    if (tally.size < 2) continue
    // Of equally frequent values the one that comes first in the file.
    const most = keepWhich === 'majority' ? [...tally].reduce((best, entry) => (entry[1] > best[1] ? entry : best)) : null
    for (const row of members) if (most === null || valueOf(row) !== most[0]) gone[row] = 1
  }
  return rows.filter((row) => gone[row] === 0)
}

function flags(length: number, rows: Int32Array): Uint8Array {
  const alive = new Uint8Array(length)
  for (let i = 0; i < rows.length; i++) alive[rows[i] as number] = 1
  return alive
}
