import { createRandom, mixSeeds, shuffle } from '@shared/maths/random'
import type { FeatureColumn } from '@shared/recipe/feature-columns'
import type { ColumnImportance } from '@shared/run/importance'
import { worsening } from './worsening'
import type { RowMetric, RowQuantities } from './worsening'

export interface ShuffleParts {
  /** [rows, inputs], row by row. Not changed. */
  readonly features: Float32Array
  readonly rows: number
  readonly inputs: number
  readonly columns: readonly FeatureColumn[]
  readonly metrics: readonly RowMetric[]
  readonly keys: Int32Array | null
  /** What the model does to rows of these features. null: somebody wants to stop. */
  readonly score: (features: Float32Array) => Promise<RowQuantities | null>
  readonly before: RowQuantities
}

/** Which row's values each row gets, for a column and a repeat (both 0-based). */
export type OrderOf = (column: number, repeat: number) => Int32Array

/** Orders that depend on the seed, the column and the repeat alone. */
export function seededOrders(seed: number, rows: number): OrderOf {
  return (column, repeat) => {
    const order = Int32Array.from({ length: rows }, (_, row) => row)
    shuffle(order, createRandom(mixSeeds(seed, column, repeat)))
    return order
  }
}

/** Shuffles one column after the other, `repeats` times each, and measures what that does. null: stopped. `told`: after each shuffle. */
export async function shuffleColumns(parts: ShuffleParts, repeats: number, orderOf: OrderOf, told: () => void): Promise<readonly ColumnImportance[] | null> {
  const { columns, metrics, before, keys } = parts
  const features = parts.features.slice()
  const found: ColumnImportance[] = []
  for (const [index, { column, features: names, from }] of columns.entries()) {
    const shuffled: RowQuantities[] = []
    for (let repeat = 0; repeat < repeats; repeat++) {
      takeColumns(features, parts, orderOf(index, repeat), from, names.length)
      const after = await parts.score(features)
      if (after === null) return null
      shuffled.push(after)
      told()
    }
    putBack(features, parts, from, names.length)
    found.push({ column, features: [...names], worse: Object.fromEntries(metrics.map((metric) => [metric.name, worsening(metric, before, shuffled, keys)])) })
  }
  const first = metrics[0]?.name ?? ''
  return found.sort((a, b) => (b.worse[first]?.mean ?? 0) - (a.worse[first]?.mean ?? 0))
}

/** Gives each row of `into` the `width` inputs from place `from` on that another row has in `features`. */
export function takeColumns(into: Float32Array, { features, rows, inputs }: Pick<ShuffleParts, 'features' | 'rows' | 'inputs'>, order: Int32Array, from: number, width: number): void {
  for (let row = 0; row < rows; row++) {
    const [to, source] = [row * inputs + from, (order[row] ?? row) * inputs + from]
    for (let i = 0; i < width; i++) into[to + i] = features[source + i] ?? 0
  }
}

function putBack(into: Float32Array, parts: ShuffleParts, from: number, width: number): void {
  takeColumns(into, parts, Int32Array.from({ length: parts.rows }, (_, row) => row), from, width)
}
