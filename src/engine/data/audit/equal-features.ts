import type { Target } from '../prepare/split-table'

/** What groups of rows with equal features say about the target. */
export interface Conflicts {
  /** Rows in groups whose members do not agree about the target. */
  readonly rows: number
  /** Those groups. */
  readonly groups: readonly Int32Array[]
  readonly ceilingAccuracy: number | null
  readonly ceilingR2: number | null
}

/**
 * The best that any model can do with these features: it has one answer for rows that look the same. Classification: the largest class of
 * each group, summed, over all rows. Regression: the mean of each group, so R² = 1 - within / total sum of squares.
 * `groups` are the groups of two and more among `rows`.
 */
export function findConflicts(groups: readonly Int32Array[], rows: Int32Array, target: Target): Conflicts {
  return target.kind === 'classes' ? ofClasses(groups, rows.length, target.codes) : ofNumbers(groups, rows, target.values)
}

function ofClasses(groups: readonly Int32Array[], rows: number, codes: Int32Array): Conflicts {
  const disagreeing: Int32Array[] = []
  let conflictRows = 0
  let right = rows
  const tally = new Map<number, number>()
  for (const group of groups) {
    tally.clear()
    for (let i = 0; i < group.length; i++) {
      const code = codes[group[i] as number] as number
      tally.set(code, (tally.get(code) ?? 0) + 1)
    }
    if (tally.size < 2) continue
    let largest = 0
    for (const count of tally.values()) if (count > largest) largest = count
    right -= group.length - largest
    conflictRows += group.length
    disagreeing.push(group)
  }
  return { rows: conflictRows, groups: disagreeing, ceilingAccuracy: right / rows, ceilingR2: null }
}

function ofNumbers(groups: readonly Int32Array[], rows: Int32Array, values: Float64Array): Conflicts {
  const disagreeing: Int32Array[] = []
  let conflictRows = 0
  let within = 0
  for (const group of groups) {
    const squares = sumOfSquares(group, values)
    if (squares === 0) continue
    within += squares
    conflictRows += group.length
    disagreeing.push(group)
  }
  const total = sumOfSquares(rows, values)
  return { rows: conflictRows, groups: disagreeing, ceilingAccuracy: null, ceilingR2: total > 0 ? 1 - within / total : null }
}

/** Sum of squared distances from the mean. Exactly 0 where all values are equal. */
function sumOfSquares(rows: Int32Array, values: Float64Array): number {
  const first = values[rows[0] as number] as number
  let sum = 0
  let equal = true
  for (let i = 0; i < rows.length; i++) {
    const y = values[rows[i] as number] as number
    sum += y
    if (y !== first) equal = false
  }
  if (equal) return 0
  const mean = sum / rows.length
  let squares = 0
  for (let i = 0; i < rows.length; i++) squares += ((values[rows[i] as number] as number) - mean) ** 2
  return squares
}

/**
 * How many rows of the test part have a row of equal features outside it, and the groups that show it, of rows of the table alone.
 * `inTest[row]` is 1 for rows of the test part; those from `tableRows` on lie in another file.
 */
export function findTwins(groups: readonly Int32Array[], inTest: Uint8Array, tableRows: number): { readonly rows: number; readonly groups: Int32Array[] } {
  let rows = 0
  const showing: Int32Array[] = []
  for (const group of groups) {
    let tested = 0
    for (let i = 0; i < group.length; i++) tested += inTest[group[i] as number] as number
    if (tested === 0 || tested === group.length) continue
    rows += tested
    showing.push((group[group.length - 1] as number) < tableRows ? group : group.filter((row) => row < tableRows))
  }
  return { rows, groups: showing }
}

/** The groups with only the rows that are `kept`; those left with fewer than two rows are gone. */
export function keepInGroups(groups: readonly Int32Array[], kept: Uint8Array): Int32Array[] {
  const remaining: Int32Array[] = []
  for (const group of groups) {
    let count = 0
    for (let i = 0; i < group.length; i++) count += kept[group[i] as number] as number
    if (count === group.length) remaining.push(group)
    else if (count > 1) remaining.push(group.filter((row) => kept[row] === 1))
  }
  return remaining
}
