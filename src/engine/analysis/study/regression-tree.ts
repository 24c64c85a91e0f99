import type { Random } from '@shared/maths/random'

/** A part of the unit cube with one prediction: `low[d] <= x[d] < high[d]`. */
export interface Leaf {
  readonly low: Float64Array
  readonly high: Float64Array
  readonly value: number
}

type Node = Leaf | { readonly dimension: number; readonly at: number; readonly below: Node; readonly above: Node }

export interface RegressionTree {
  readonly root: Node
  readonly leaves: readonly Leaf[]
}

/** Points of the unit cube, a column a dimension, with the rows of each column in order of their places: sorted once for a whole forest. */
export interface SortedPoints {
  readonly columns: readonly Float64Array[]
  readonly orders: readonly Int32Array[]
}

export function sortPoints(points: readonly Float64Array[], dimensions: number): SortedPoints {
  const columns = Array.from({ length: dimensions }, (_, d) => Float64Array.from(points, (point) => point[d] ?? 0))
  return { columns, orders: columns.map((column) => Int32Array.from(column.keys()).sort((a, b) => (column[a] ?? 0) - (column[b] ?? 0))) }
}

const fewest = 2

/**
 * A regression tree over points of the unit cube: grown on a bootstrap sample, each split the best of all dimensions but
 * a random sixth (as fANOVA's forests), at the middle between neighbouring places. `drawn`: how often each row is in the sample.
 * The rows of a node stay in order in every dimension, so that a level of the tree costs rows times dimensions and no sort.
 */
export function growTree({ columns, orders }: SortedPoints, values: Float64Array, drawn: Int32Array, random: Random): RegressionTree {
  const dimensions = columns.length
  const tried = Math.max(1, Math.ceil((5 * dimensions) / 6))
  const lists = orders.map((order) => order.filter((row) => (drawn[row] as number) > 0))
  const leaves: Leaf[] = []
  const held = new Int32Array(lists[0]?.length ?? 0)

  const grow = (from: number, to: number, low: Float64Array, high: Float64Array): Node => {
    const own = sumOf(lists[0] ?? held, from, to, values, drawn)
    const chosen = own.count < 2 * fewest ? null : chooseDimensions(dimensions, tried, random)
    const split = chosen === null ? null : bestSplit(columns, lists, values, drawn, chosen, from, to, own)
    if (split === null) {
      const leaf = { low, high, value: own.sum / own.count }
      leaves.push(leaf)
      return leaf
    }
    const { dimension, at } = split
    const column = columns[dimension] as Float64Array
    let middle = from
    for (const list of lists) middle = divide(list, from, to, column, at, held)
    const [upTo, above] = [Float64Array.from(high), Float64Array.from(low)]
    upTo[dimension] = at
    above[dimension] = at
    const first = grow(from, middle, low, upTo)
    return { dimension, at, below: first, above: grow(middle, to, above, high) }
  }
  const root = grow(0, held.length, new Float64Array(dimensions), new Float64Array(dimensions).fill(1))
  return { root, leaves }
}

export function predictTree({ root }: RegressionTree, point: Float64Array): number {
  let node = root
  while ('at' in node) node = (point[node.dimension] as number) < node.at ? node.below : node.above
  return node.value
}

/** Rows below the split stand first, each side in the order that it had. Answers where the second begins. */
function divide(list: Int32Array, from: number, to: number, column: Float64Array, at: number, held: Int32Array): number {
  let [below, above] = [from, 0]
  for (let i = from; i < to; i++) {
    const row = list[i] as number
    if ((column[row] as number) < at) list[below++] = row
    else held[above++] = row
  }
  list.set(held.subarray(0, above), below)
  return below
}

interface Sum {
  readonly sum: number
  readonly count: number
}

function sumOf(list: Int32Array, from: number, to: number, values: Float64Array, drawn: Int32Array): Sum {
  let [sum, count] = [0, 0]
  for (let i = from; i < to; i++) {
    const row = list[i] as number
    const times = drawn[row] as number
    sum += times * (values[row] as number)
    count += times
  }
  return { sum, count }
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
function bestSplit(
  columns: readonly Float64Array[], lists: readonly Int32Array[], values: Float64Array, drawn: Int32Array,
  dimensions: readonly number[], from: number, to: number, own: Sum,
): { readonly dimension: number; readonly at: number } | null {
  const whole = (own.sum * own.sum) / own.count
  let [dimension, at, most] = [-1, 0, 1e-15]
  for (const d of dimensions) {
    const column = columns[d] as Float64Array
    const list = lists[d] as Int32Array
    let [left, count] = [0, 0]
    for (let i = from; i < to - 1; i++) {
      const row = list[i] as number
      const times = drawn[row] as number
      left += times * (values[row] as number)
      count += times
      const before = column[row] as number
      const after = column[list[i + 1] as number] as number
      if (before === after || count < fewest || own.count - count < fewest) continue
      const right = own.sum - left
      const gain = (left * left) / count + (right * right) / (own.count - count) - whole
      // Between two neighbouring numbers there is no middle.
      if (gain > most) [dimension, at, most] = [d, (before + after) / 2 > before ? (before + after) / 2 : after, gain]
    }
  }
  return dimension < 0 ? null : { dimension, at }
}
