import type { Target } from '../prepare/split-table'

/** Changes of class between neighbours, as a share of what a random order has, below which a file counts as sorted. */
const sortedShare = 0.1
/** Below so many expected changes a short run of luck would count. */
const fewestChanges = 20

/**
 * Whether rows in the order of the file lie sorted by the target. Classes: far fewer changes between neighbours than a random order
 * would have, N (1 - sum of squared shares). Numbers: nearly all steps go one way.
 */
export function isSortedByTarget(rows: Int32Array, target: Target): boolean {
  return target.kind === 'classes' ? classesInBlocks(rows, target) : numbersInOrder(rows, target.values)
}

function classesInBlocks(rows: Int32Array, target: Extract<Target, { readonly kind: 'classes' }>): boolean {
  const counts = new Float64Array(target.names.length)
  let changes = 0
  for (let i = 0; i < rows.length; i++) {
    const code = target.codes[rows[i] as number] as number
    counts[code] = (counts[code] as number) + 1
    if (i > 0 && code !== target.codes[rows[i - 1] as number]) changes++
  }
  const squares = counts.reduce((sum, count) => sum + (count / rows.length) ** 2, 0)
  const expected = rows.length * (1 - squares)
  return expected >= fewestChanges && changes < expected * sortedShare
}

function numbersInOrder(rows: Int32Array, values: Float64Array): boolean {
  let up = 0
  let down = 0
  for (let i = 1; i < rows.length; i++) {
    const step = (values[rows[i] as number] as number) - (values[rows[i - 1] as number] as number)
    if (step > 0) up++
    else if (step < 0) down++
  }
  const steps = up + down
  return steps >= fewestChanges && Math.min(up, down) < steps * 0.02
}
