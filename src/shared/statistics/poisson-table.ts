/** Two counts in one number, first + secondLane * second: sums of such numbers hold both sums, exactly while each stays below 2^26. */
export const secondLane = 2 ** 26

/** Marks table entries whose slice of [0, 1) holds more than one outcome. */
export const unsettled = -1

/** P(X <= 0), P(X <= 1), ... of a Poisson variable, until nothing is left that random bits could reach; the last is 1. */
export function poissonCdf(mean: number): readonly number[] {
  const cdf: number[] = []
  let term = Math.exp(-mean)
  let sum = 0
  for (let k = 0; ; k++) {
    sum += term
    term *= mean / (k + 1)
    if (k >= mean && term < 1e-20) return [...cdf, 1]
    cdf.push(Math.min(1, sum))
  }
}

/** The count that u in [0, 1) stands for. */
export function countAt(cdf: readonly number[], u: number): number {
  let count = 0
  while ((cdf[count] ?? 1) <= u && count < cdf.length - 1) count++
  return count
}

/** The two independent counts that one u in [0, 1) stands for: the first by where u lies, the second by where within that. */
export function pairAt(cdf: readonly number[], u: number): number {
  const first = countAt(cdf, u)
  const low = cdf[first - 1] ?? 0
  const within = (u - low) / ((cdf[first] ?? 1) - low)
  return first + secondLane * countAt(cdf, within)
}

/** For each of the `table.length` slices of [0, 1) the count that all of it stands for, or `unsettled`. */
export function fillCounts(table: Int32Array, cdf: readonly number[]): void {
  const slices = table.length
  for (let slice = 0, count = 0; slice < slices; slice++) {
    while ((cdf[count] ?? 1) <= slice / slices) count++
    table[slice] = (cdf[count] ?? 1) >= (slice + 1) / slices ? count : unsettled
  }
}

/** The same for pairs of counts. */
export function fillPairs(table: Float64Array, cdf: readonly number[]): void {
  const slices = table.length
  let [first, second] = [0, 0]
  const end = () => {
    const low = cdf[first - 1] ?? 0
    return low + ((cdf[first] ?? 1) - low) * (cdf[second] ?? 1)
  }
  for (let slice = 0; slice < slices; slice++) {
    while (end() <= slice / slices) {
      second++
      if (second < cdf.length) continue
      second = 0
      first++
    }
    table[slice] = end() >= (slice + 1) / slices ? first + secondLane * second : unsettled
  }
}
