import type { ColumnType } from '@shared/dataset/column'
import { CrossfadeError } from '@shared/errors'
import type { ColumnReader, FittedColumn } from '@shared/recipe/pipeline'
import type { ColumnPlan } from './column-plan'
import { takeDatePart } from './date-part'
import { fitCategories } from './fit-categories'
import type { Fitted } from './fit-categories'
import { fitNumbers } from './fit-numbers'
import type { RawColumn } from './raw-column'
import type { Target } from './split-table'
import { hasNaN, takeNumbers } from './take'

export interface ColumnToFit {
  readonly name: string
  readonly type: ColumnType
  readonly reader: ColumnReader
  readonly plan: ColumnPlan
  readonly raw: RawColumn
  /** Rows of the training part in source order: all that is looked at here. */
  readonly training: Int32Array
  /** What is to be predicted, for encodings that go by it. */
  readonly target: Target
  readonly seed: number
}

/** Fits the steps of one column on the training rows. */
export function fitColumn(column: ColumnToFit): Fitted {
  return column.raw.kind === 'categories' ? fitCategories(column, column.raw) : { column: fitNumberColumn(column, column.raw.values) }
}

function fitNumberColumn(column: ColumnToFit, values: Float64Array): FittedColumn {
  const { name, type, reader, plan } = column
  const training = takeNumbers(values, column.training)
  const missing = hasNaN(training)
  const base = { kind: 'numbers' as const, name, type, reader }
  const indicator = { feature: `${name} (missing)`, source: { kind: 'missing' as const }, operations: [] }
  if (reader.kind === 'boolean') {
    const own = plan.imputeCategory?.method !== 'mode'
    const fill = { kind: 'fill' as const, value: own ? 0 : mostFrequent(training) }
    const operations = [fill, ...fitNumbers(training.map((x) => (Number.isNaN(x) ? fill.value : x)), plan.numberSteps).filter((o) => o.kind !== 'fill')]
    const value = { feature: name, source: { kind: 'value' as const }, operations }
    return { ...base, outputs: own && missing ? [value, indicator] : [value] }
  }
  // With one output the training values may be overwritten; parts of a date are arrays of their own.
  const wantsIndicator = plan.numberSteps.some((step) => step.kind === 'impute-number' && step.indicator)
  const outputs =
    reader.kind === 'date'
      ? (plan.dateParts?.parts ?? (['time'] as const)).map((part) => ({
          feature: part === 'time' ? name : `${name} ${part}`,
          source: { kind: 'part' as const, part },
          operations: fitNumbers(takeDatePart(training, part), plan.numberSteps),
        }))
      : [{ feature: name, source: { kind: 'value' as const }, operations: fitNumbers(training, plan.numberSteps) }]
  return { ...base, outputs: wantsIndicator ? [...outputs, indicator] : outputs }
}

function mostFrequent(values: Float64Array): number {
  let yes = 0
  let no = 0
  for (const x of values) {
    if (x === 1) yes++
    else if (x === 0) no++
  }
  return yes > no ? 1 : 0
}

/** Refuses a column with missing cells that no step fills. */
export function refuseUnfilled(column: Pick<ColumnToFit, 'name' | 'reader' | 'plan'>, missing: number): void {
  if (missing === 0) return
  const { plan, reader } = column
  const filled = reader.kind === 'category' || reader.kind === 'boolean' ? plan.imputeCategory !== undefined : plan.numberSteps.some((s) => s.kind === 'impute-number')
  if (filled) return
  throw new CrossfadeError('recipe-invalid', `Column ${column.name} has ${missing} missing values and no step fills them. Add a step for missing values, or drop those rows.`)
}
