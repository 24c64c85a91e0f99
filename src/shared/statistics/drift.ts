/** How a sample of numbers differs from those a model was trained on. Neither may hold NaN. */
export interface Shift {
  /** Largest distance between the two distribution functions, 0 to 1 (Kolmogorov 1933; Smirnov 1939). */
  readonly ks: number
  /** Population stability index over `bins` quantile bins of the first sample; 0 is the same, 0.25 is commonly taken for a real change. */
  readonly psi: number
  /** Difference of the means, in standard deviations of the first sample; null where that does not vary. */
  readonly meanShift: number | null
}

/** Both samples are sorted in place. */
export function shiftOf(before: Float64Array, now: Float64Array, bins = 10): Shift {
  before.sort()
  now.sort()
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length
  const average = mean(before)
  const deviation = Math.sqrt(before.reduce((sum, value) => sum + (value - average) ** 2, 0) / before.length)
  return { ks: largestGap(before, now), psi: stabilityIndex(...binned(before, now, bins)), meanShift: deviation > 0 ? (mean(now) - average) / deviation : null }
}

function largestGap(a: Float64Array, b: Float64Array): number {
  let gap = 0
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const value = Math.min(a[i] as number, b[j] as number)
    while (i < a.length && a[i] === value) i++
    while (j < b.length && b[j] === value) j++
    gap = Math.max(gap, Math.abs(i / a.length - j / b.length))
  }
  return gap
}

/** Counts in bins whose edges are quantiles of the first sample; equal edges are one. */
function binned(before: Float64Array, now: Float64Array, bins: number): readonly [number[], number[]] {
  const edges = [...new Set(Array.from({ length: bins - 1 }, (_, i) => before[Math.floor(((i + 1) / bins) * before.length)] as number))]
  const counts = (values: Float64Array) => {
    const found = new Array<number>(edges.length + 1).fill(0)
    for (const value of values) {
      let bin = 0
      while (bin < edges.length && value >= (edges[bin] as number)) bin++
      found[bin] = (found[bin] as number) + 1
    }
    return found
  }
  return [counts(before), counts(now)]
}

/** Sum of (q - p) ln(q / p) over shares p before and q now; half a row is added to each bin, so that none is empty. */
export function stabilityIndex(before: readonly number[], now: readonly number[]): number {
  const shares = (counts: readonly number[]) => {
    const sum = counts.reduce((a, b) => a + b, 0) + 0.5 * counts.length
    return counts.map((count) => (count + 0.5) / sum)
  }
  const [p, q] = [shares(before), shares(now)]
  return p.reduce((sum, share, bin) => sum + ((q[bin] ?? 0) - share) * Math.log((q[bin] ?? 0) / share), 0)
}

/** Half the sum of the differences of the shares, 0 to 1. */
export function totalVariation(before: readonly number[], now: readonly number[]): number {
  const sum = (counts: readonly number[]) => counts.reduce((a, b) => a + b, 0)
  const [a, b] = [sum(before), sum(now)]
  return before.reduce((distance, count, i) => distance + Math.abs(count / a - (now[i] ?? 0) / b), 0) / 2
}
