import type { Leaf } from './regression-tree'

/** How the variance of a tree over the unit cube divides among dimensions and pairs of them, as shares of the whole. */
export interface Decomposition {
  readonly single: Float64Array
  /** By pair, in the order (0,1), (0,2), …, (1,2), …; empty where pairs were not asked for. */
  readonly pairs: Float64Array
}

const widthOf = (leaf: Leaf, d: number): number => (leaf.high[d] ?? 1) - (leaf.low[d] ?? 0)
const volumeOf = (leaf: Leaf): number => leaf.low.reduce((product, _, d) => product * widthOf(leaf, d), 1)

/**
 * Functional ANOVA of a regression tree, exact: the leaves are boxes, so every marginal is a step function (Hutter, Hoos &
 * Leyton-Brown 2014, algorithm 2). Null where the tree predicts one number everywhere.
 */
export function decomposeTree(leaves: readonly Leaf[], dimensions: number, withPairs: boolean): Decomposition | null {
  const volumes = leaves.map(volumeOf)
  const mean = leaves.reduce((sum, leaf, i) => sum + leaf.value * (volumes[i] ?? 0), 0)
  const variance = leaves.reduce((sum, leaf, i) => sum + (leaf.value - mean) ** 2 * (volumes[i] ?? 0), 0)
  if (!(variance > 1e-18)) return null
  const cuts = Array.from({ length: dimensions }, (_, d) => [...new Set([0, 1, ...leaves.flatMap((leaf) => [leaf.low[d] ?? 0, leaf.high[d] ?? 1])])].sort((a, b) => a - b))
  const single = new Float64Array(dimensions)
  for (let d = 0; d < dimensions; d++) {
    const own = cuts[d] ?? []
    const marginal = marginalOf(leaves, volumes, own, d)
    single[d] = marginal.reduce((sum, value, i) => sum + (value - mean) ** 2 * ((own[i + 1] ?? 1) - (own[i] ?? 0)), 0) / variance
  }
  const pairs: number[] = []
  for (let a = 0; withPairs && a < dimensions; a++) {
    for (let b = a + 1; b < dimensions; b++) {
      const both = pairVariance(leaves, volumes, cuts[a] ?? [], cuts[b] ?? [], a, b, mean) / variance
      pairs.push(Math.max(0, both - (single[a] ?? 0) - (single[b] ?? 0)))
    }
  }
  return { single, pairs: Float64Array.from(pairs) }
}

/** The mean prediction in each stretch between two cuts of a dimension, over all other dimensions. */
export function marginalOf(leaves: readonly Leaf[], volumes: readonly number[], cuts: readonly number[], d: number): Float64Array {
  const place = new Map(cuts.map((cut, i) => [cut, i]))
  const marginal = new Float64Array(cuts.length - 1)
  leaves.forEach((leaf, i) => {
    const height = (leaf.value * (volumes[i] ?? 0)) / widthOf(leaf, d)
    const to = place.get(leaf.high[d] ?? 1) ?? 0
    for (let cell = place.get(leaf.low[d] ?? 0) ?? 0; cell < to; cell++) marginal[cell] = (marginal[cell] ?? 0) + height
  })
  return marginal
}

/** The mean prediction at one place of a dimension. */
export function marginalAt(leaves: readonly Leaf[], d: number, place: number): number {
  return leaves.reduce((sum, leaf) => (place >= (leaf.low[d] ?? 0) && place < (leaf.high[d] ?? 1) ? sum + (leaf.value * volumeOf(leaf)) / widthOf(leaf, d) : sum), 0)
}

function pairVariance(leaves: readonly Leaf[], volumes: readonly number[], cutsA: readonly number[], cutsB: readonly number[], a: number, b: number, mean: number): number {
  const [columns, rows] = [cutsA.length - 1, cutsB.length - 1]
  const [placeA, placeB] = [new Map(cutsA.map((cut, i) => [cut, i])), new Map(cutsB.map((cut, i) => [cut, i]))]
  const cells = new Float64Array(columns * rows)
  leaves.forEach((leaf, i) => {
    const height = (leaf.value * (volumes[i] ?? 0)) / (widthOf(leaf, a) * widthOf(leaf, b))
    const [toA, toB] = [placeA.get(leaf.high[a] ?? 1) ?? 0, placeB.get(leaf.high[b] ?? 1) ?? 0]
    for (let x = placeA.get(leaf.low[a] ?? 0) ?? 0; x < toA; x++) {
      for (let y = placeB.get(leaf.low[b] ?? 0) ?? 0; y < toB; y++) cells[x * rows + y] = (cells[x * rows + y] ?? 0) + height
    }
  })
  let sum = 0
  for (let x = 0; x < columns; x++) {
    const wide = (cutsA[x + 1] ?? 1) - (cutsA[x] ?? 0)
    for (let y = 0; y < rows; y++) sum += ((cells[x * rows + y] ?? 0) - mean) ** 2 * wide * ((cutsB[y + 1] ?? 1) - (cutsB[y] ?? 0))
  }
  return sum
}
