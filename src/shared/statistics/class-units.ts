/**
 * Rows with their class and what two models predict for them, gathered into kinds of units that class counts cannot tell apart.
 * Kinds of one row come first, ordered by label, then those that a gets right before those that b alone gets right before the others;
 * after them each unit of several rows is a kind of its own.
 */
export interface ClassUnits {
  /** Units of each kind. */
  readonly units: Int32Array
  /** How many kinds are of one row. */
  readonly single: number
  /** The rows of kind k stand from start[k] to start[k + 1] in the three arrays below. */
  readonly start: Int32Array
  readonly label: Uint16Array
  readonly predictedA: Uint16Array
  readonly predictedB: Uint16Array
}

/**
 * labels, predictedA, predictedB: class indices in [0, classes), one a row; at most 65,536 classes. keys: which unit a row belongs to, in [0, number of units);
 * absent: each row is a unit.
 */
export function gatherClassUnits(
  labels: ArrayLike<number>,
  predictedA: ArrayLike<number>,
  predictedB: ArrayLike<number>,
  classes: number,
  keys?: ArrayLike<number>,
): ClassUnits {
  const code = (row: number) => {
    const [y, a, b] = [labels[row] ?? 0, predictedA[row] ?? 0, predictedB[row] ?? 0]
    return ((y * 3 + (a === y ? 0 : b === y ? 1 : 2)) * classes + a) * classes + b
  }
  const rowsOfKey = keys === undefined ? null : countKeys(keys)
  const alone: number[] = []
  const shared: number[] = []
  for (let row = 0; row < labels.length; row++) {
    ;(rowsOfKey === null || rowsOfKey[keys?.[row] ?? 0] === 1 ? alone : shared).push(row)
  }
  const codes = Float64Array.from(alone, code).sort()
  shared.sort((a, b) => (keys?.[a] ?? 0) - (keys?.[b] ?? 0))

  const units: number[] = []
  const start: number[] = [0]
  const cells: number[] = []
  for (let i = 0; i < codes.length; ) {
    let end = i
    while (end < codes.length && codes[end] === codes[i]) end++
    units.push(end - i)
    cells.push(codes[i] ?? 0)
    start.push(cells.length)
    i = end
  }
  const single = units.length
  for (let i = 0; i < shared.length; ) {
    const key = keys?.[shared[i] ?? 0]
    for (; i < shared.length && keys?.[shared[i] ?? 0] === key; i++) cells.push(code(shared[i] ?? 0))
    units.push(1)
    start.push(cells.length)
  }
  return {
    units: Int32Array.from(units),
    single,
    start: Int32Array.from(start),
    label: Uint16Array.from(cells, (cell) => Math.floor(cell / (3 * classes * classes))),
    predictedA: Uint16Array.from(cells, (cell) => Math.floor(cell / classes) % classes),
    predictedB: Uint16Array.from(cells, (cell) => cell % classes),
  }
}

function countKeys(keys: ArrayLike<number>): Int32Array {
  let most = -1
  for (let row = 0; row < keys.length; row++) most = Math.max(most, keys[row] ?? -1)
  const counts = new Int32Array(most + 1)
  for (let row = 0; row < keys.length; row++) {
    const key = keys[row] ?? 0
    counts[key] = (counts[key] ?? 0) + 1
  }
  return counts
}
