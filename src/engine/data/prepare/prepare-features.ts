import { CrossfadeError } from '@shared/errors'
import type { FittedColumn, NumberOperation } from '@shared/recipe/pipeline'
import type { Recipe } from '@shared/recipe/recipe'
import { planColumn } from './column-plan'
import { fitColumn, refuseUnfilled } from './fit-column'
import type { Fitted } from './fit-categories'
import { applyOperation } from './number-operations'
import { countMissing } from './raw-column'
import type { RawColumn } from './raw-column'
import type { RecipeTable } from './recipe-table'
import type { Target } from './split-table'
import { featuresOf, writeColumn } from './write-column'
import type { Matrix } from './write-column'

export interface PreparedFeatures {
  readonly columns: readonly FittedColumn[]
  readonly names: readonly string[]
  /** [rows + more rows, names.length], row-major. */
  readonly data: Float32Array
}

/** Columns in memory at once. */
const together = 16

/** Fits every feature on the training rows and writes the matrix for `ordered` rows. Behind them it has room for `moreRows`, all 0. */
export async function prepareFeatures(
  table: RecipeTable,
  recipe: Recipe,
  target: Target,
  training: Int32Array,
  ordered: Int32Array,
  moreRows: number,
  progress: (share: number) => void,
): Promise<PreparedFeatures> {
  const { features } = recipe.columns
  const place = new Int32Array(table.table.rows).fill(-1)
  for (let at = 0; at < ordered.length; at++) place[ordered[at] as number] = at
  const fitted: (Fitted & { readonly raw: RawColumn })[] = []
  for (let from = 0; from < features.length; from += together) {
    const names = features.slice(from, from + together)
    const raws = await table.rawColumns(names)
    names.forEach((name, i) => {
      const raw = raws[i] as RawColumn
      const reader = table.reader(name)
      const column = { name, type: table.type(name), reader, plan: planColumn(name, reader, recipe.steps), raw, training, target, seed: recipe.split.seed }
      refuseUnfilled(column, countMissing(raw, ordered))
      fitted.push({ ...fitColumn(column), raw })
    })
    progress(Math.min(from + together, features.length) / features.length / 2)
  }
  const columns = distinguish(fitted.map((f) => f.column))
  const names = columns.flatMap(featuresOf)
  const rows = ordered.length + moreRows
  const cells = rows * names.length
  if (cells > 2 ** 32 - 2) {
    throw new CrossfadeError('recipe-invalid', `The preparation would make ${names.length} inputs for ${rows} rows, more than fits in memory. Ignore columns, lower the limit of one-hot encoding, or sample rows.`)
  }
  const data = new Float32Array(cells)
  let offset = 0
  const matrix = { data, width: names.length, place }
  fitted.forEach(({ raw, training: own }, i) => {
    const column = columns[i] as FittedColumn
    writeColumn(column, raw, matrix, offset)
    if (own !== undefined && column.kind === 'lookup') overwriteTraining(own, column.operations, training, matrix, offset)
    offset += featuresOf(column).length
    progress(0.5 + (i + 1) / fitted.length / 2)
  })
  return { columns, names, data }
}

/** Training rows whose numbers were fitted out of fold get those. */
function overwriteTraining(own: readonly Float64Array[], operations: readonly (readonly NumberOperation[])[], training: Int32Array, { data, width, place }: Matrix, offset: number): void {
  own.forEach((numbers, f) => {
    const values = Float64Array.from(numbers)
    for (const operation of operations[f] ?? []) applyOperation(values, operation)
    training.forEach((row, i) => {
      data[(place[row] as number) * width + offset + f] = values[i] as number
    })
  })
}

/** Names of inputs are unique: a column called `a=b` must not meet the category `b` of a column `a`. */
function distinguish(columns: readonly FittedColumn[]): FittedColumn[] {
  const taken = new Set<string>()
  const free = (name: string) => {
    let candidate = name
    for (let n = 2; taken.has(candidate); n++) candidate = `${name} #${n}`
    taken.add(candidate)
    return candidate
  }
  return columns.map((column) =>
    column.kind === 'numbers'
      ? { ...column, outputs: column.outputs.map((output) => ({ ...output, feature: free(output.feature) })) }
      : { ...column, features: column.features.map(free) },
  )
}
