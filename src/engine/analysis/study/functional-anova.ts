import type { Leaf } from './regression-tree'

/** A tree averaged over all dimensions but one: a step function, `means[i]` from `cuts[i]` to `cuts[i + 1]`. */
export interface Marginal {
  readonly cuts: Float64Array
  readonly means: Float64Array
}

/** How the variance of a tree over the unit cube divides among dimensions and pairs of them, as shares of the whole. */
export interface Decomposition {
  readonly single: Float64Array
  /** By pair, in the order (0,1), (0,2), …, (1,2), …; empty where pairs were not asked for. */
  readonly pairs: Float64Array
  /** By dimension. */
  readonly marginals: readonly Marginal[]
}

/** One dimension of the leaves of a tree: where they begin and end, as places in `cuts`. */
interface Side {
  readonly cuts: Float64Array
  readonly from: Int32Array
  readonly to: Int32Array
  /** Of each leaf. */
  readonly widths: Float64Array
}

/**
 * Functional ANOVA of a regression tree, exact: the leaves are boxes, so every marginal is a step function (Hutter, Hoos &
 * Leyton-Brown 2014, algorithm 2). Each leaf is noted where it begins and ends, and sums along the cuts fill what lies between: the
 * work grows with leaves plus cells, not with their product. Null where the tree predicts one number everywhere.
 */
export function decomposeTree(leaves: readonly Leaf[], dimensions: number, withPairs: boolean): Decomposition | null {
  const sides = Array.from({ length: dimensions }, (_, d) => sideOf(leaves, d))
  const volumes = leaves.map((_, leaf) => sides.reduce((product, side) => product * (side.widths[leaf] as number), 1))
  const mean = leaves.reduce((sum, leaf, i) => sum + leaf.value * (volumes[i] ?? 0), 0)
  const variance = leaves.reduce((sum, leaf, i) => sum + (leaf.value - mean) ** 2 * (volumes[i] ?? 0), 0)
  if (!(variance > 1e-18)) return null
  // What a leaf adds to the mean of the whole.
  const weights = Float64Array.from(leaves, (leaf, i) => leaf.value * (volumes[i] ?? 0))
  const marginals = sides.map((side) => ({ cuts: side.cuts, means: marginalOf(side, weights) }))
  const single = Float64Array.from(marginals, ({ cuts, means }) => means.reduce((sum, value, i) => sum + (value - mean) ** 2 * ((cuts[i + 1] as number) - (cuts[i] as number)), 0) / variance)
  const pairs: number[] = []
  sides.forEach((first, a) => {
    if (!withPairs) return
    for (let b = a + 1; b < dimensions; b++) {
      const both = pairVariance(first, sides[b] as Side, weights, mean) / variance
      pairs.push(Math.max(0, both - (single[a] as number) - (single[b] as number)))
    }
  })
  return { single, pairs: Float64Array.from(pairs), marginals }
}

/** The mean prediction at one place of a dimension, over all other dimensions. */
export function marginalAt({ cuts, means }: Marginal, place: number): number {
  let [low, high] = [0, means.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((cuts[middle] as number) <= place) low = middle
    else high = middle - 1
  }
  return means[low] as number
}

function sideOf(leaves: readonly Leaf[], d: number): Side {
  const edge = (leaf: Leaf, which: 'low' | 'high') => leaf[which][d] ?? 0
  const cuts = Float64Array.from(new Set([0, 1, ...leaves.map((leaf) => edge(leaf, 'low'))])).sort()
  const place = new Map(Array.from(cuts, (cut, i) => [cut, i]))
  const placesOf = (which: 'low' | 'high') => Int32Array.from(leaves, (leaf) => place.get(edge(leaf, which)) as number)
  return { cuts, from: placesOf('low'), to: placesOf('high'), widths: Float64Array.from(leaves, (leaf) => edge(leaf, 'high') - edge(leaf, 'low')) }
}

function marginalOf({ cuts, from, to, widths }: Side, weights: Float64Array): Float64Array {
  const means = new Float64Array(cuts.length)
  for (let leaf = 0; leaf < weights.length; leaf++) {
    const height = (weights[leaf] as number) / (widths[leaf] as number)
    const [first, end] = [from[leaf] as number, to[leaf] as number]
    means[first] = (means[first] as number) + height
    means[end] = (means[end] as number) - height
  }
  for (let cell = 1; cell < means.length; cell++) means[cell] = (means[cell] as number) + (means[cell - 1] as number)
  return means.subarray(0, cuts.length - 1)
}

function pairVariance(first: Side, second: Side, weights: Float64Array, mean: number): number {
  const [columns, rows] = [first.cuts.length, second.cuts.length]
  const cells = new Float64Array(columns * rows)
  for (let leaf = 0; leaf < weights.length; leaf++) {
    const height = (weights[leaf] as number) / ((first.widths[leaf] as number) * (second.widths[leaf] as number))
    const [left, right] = [(first.from[leaf] as number) * rows, (first.to[leaf] as number) * rows]
    const [low, high] = [second.from[leaf] as number, second.to[leaf] as number]
    cells[left + low] = (cells[left + low] as number) + height
    cells[left + high] = (cells[left + high] as number) - height
    cells[right + low] = (cells[right + low] as number) - height
    cells[right + high] = (cells[right + high] as number) + height
  }
  let variance = 0
  for (let x = 0; x < columns - 1; x++) {
    const wide = (first.cuts[x + 1] as number) - (first.cuts[x] as number)
    let [along, ofColumn] = [0, 0]
    for (let y = 0; y < rows - 1; y++) {
      along += cells[x * rows + y] as number
      const before = x === 0 ? 0 : (cells[(x - 1) * rows + y] as number)
      const value = along + before
      cells[x * rows + y] = value
      ofColumn += (value - mean) ** 2 * ((second.cuts[y + 1] as number) - (second.cuts[y] as number))
    }
    variance += wide * ofColumn
  }
  return variance
}
