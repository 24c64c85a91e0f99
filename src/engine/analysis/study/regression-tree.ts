import type { Random } from '@shared/maths/random'

/** A part of the unit cube with one prediction: `low[d] <= x[d] < high[d]`. */
export interface Leaf {
  readonly low: Float64Array
  readonly high: Float64Array
  readonly value: number
}

const fewest = 2

/**
 * A regression tree over points of the unit cube, as its leaves: grown on a bootstrap sample, each split the best of all dimensions but
 * a random sixth (as fANOVA's forests), at the middle between neighbouring places. `rows`: the sample, with repeats.
 */
export function growTree(points: readonly Float64Array[], values: Float64Array, rows: readonly number[], dimensions: number, random: Random): readonly Leaf[] {
  const leaves: Leaf[] = []
  const tried = Math.max(1, Math.ceil((5 * dimensions) / 6))
  const grow = (own: readonly number[], low: Float64Array, high: Float64Array): void => {
    const split = own.length < 2 * fewest ? null : bestSplit(points, values, own, chooseDimensions(dimensions, tried, random))
    if (split === null) {
      leaves.push({ low, high, value: own.reduce((sum, row) => sum + (values[row] ?? 0), 0) / own.length })
      return
    }
    const { dimension, at } = split
    const [upTo, from] = [Float64Array.from(high), Float64Array.from(low)]
    upTo[dimension] = at
    from[dimension] = at
    grow(own.filter((row) => (points[row]?.[dimension] ?? 0) < at), low, upTo)
    grow(own.filter((row) => (points[row]?.[dimension] ?? 0) >= at), from, high)
  }
  grow(rows, new Float64Array(dimensions), new Float64Array(dimensions).fill(1))
  return leaves
}

export function predictTree(leaves: readonly Leaf[], point: Float64Array): number {
  for (const leaf of leaves) {
    if (leaf.low.every((low, d) => (point[d] ?? 0) >= low && (point[d] ?? 0) < (leaf.high[d] ?? 1))) return leaf.value
  }
  return NaN
}

function chooseDimensions(dimensions: number, count: number, random: Random): number[] {
  const all = Array.from({ length: dimensions }, (_, d) => d)
  for (let i = 0; i < count; i++) {
    const j = i + random.below(dimensions - i)
    const held = all[i] ?? 0
    all[i] = all[j] ?? 0
    all[j] = held
  }
  return all.slice(0, count)
}

/** The split with the smallest sum of squares; null where no dimension tells the rows apart. */
function bestSplit(points: readonly Float64Array[], values: Float64Array, rows: readonly number[], dimensions: readonly number[]): { readonly dimension: number; readonly at: number } | null {
  let best: { readonly dimension: number; readonly at: number; readonly gain: number } | null = null
  const total = rows.reduce((sum, row) => sum + (values[row] ?? 0), 0)
  const whole = (total * total) / rows.length
  for (const dimension of dimensions) {
    const place = (row: number | undefined) => points[row ?? 0]?.[dimension] ?? 0
    const sorted = [...rows].sort((a, b) => place(a) - place(b))
    let left = 0
    for (let i = 1; i < sorted.length; i++) {
      left += values[sorted[i - 1] ?? 0] ?? 0
      const [before, after] = [place(sorted[i - 1]), place(sorted[i])]
      if (i < fewest || sorted.length - i < fewest || before === after) continue
      const right = total - left
      const gain = (left * left) / i + (right * right) / (sorted.length - i) - whole
      if (gain > 1e-15 && (best === null || gain > best.gain)) best = { dimension, at: (before + after) / 2, gain }
    }
  }
  return best
}
