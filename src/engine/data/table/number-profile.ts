import type { Histogram } from '@shared/dataset/column'
import { quantileOfSorted } from '@shared/maths/quantile'
import { sortNumbers } from '@shared/maths/sort-numbers'

/** Statistics of numbers. Quantiles at 5, 25, 50, 75 and 95 % interpolate linearly between order statistics. */
export interface NumberProfile {
  readonly present: number
  readonly distinct: number
  readonly min: number | null
  readonly max: number | null
  readonly mean: number | null
  /** Sample standard deviation (n - 1); null below two values. */
  readonly std: number | null
  readonly quantiles: number[] | null
  readonly histogram: Histogram | null
  /** Most frequent first; of equally frequent ones the smaller first. */
  readonly top: { value: string; count: number }[]
}

const bins = 30
const shares = [0.05, 0.25, 0.5, 0.75, 0.95]

/** Profile of the values that are not NaN. Sums run in row order, so the result has the same bits every time. */
export function profileNumbers(values: Float64Array, topCount: number): NumberProfile {
  const sorted = new Float64Array(values.length)
  let present = 0
  let sum = 0
  for (let i = 0; i < values.length; i++) {
    const x = values[i] as number
    if (Number.isNaN(x)) continue
    sorted[present++] = x
    sum += x
  }
  if (present === 0) return { present, distinct: 0, min: null, max: null, mean: null, std: null, quantiles: null, histogram: null, top: [] }
  const kept = sorted.subarray(0, present)
  const mean = finite(sum / present)
  let squares = 0
  if (mean !== null) for (let i = 0; i < present; i++) squares += ((kept[i] as number) - mean) * ((kept[i] as number) - mean)
  sortNumbers(kept)
  const min = kept[0] as number
  const max = kept[present - 1] as number
  return {
    present,
    min,
    max,
    mean,
    std: present > 1 && mean !== null ? finite(Math.sqrt(squares / (present - 1))) : null,
    quantiles: shares.map((q) => quantileOfSorted(kept, q)),
    histogram: histogramOfSorted(kept, min, max),
    ...countRuns(kept, topCount),
  }
}

const finite = (x: number) => (Number.isFinite(x) ? x : null)

function histogramOfSorted(sorted: Float64Array, min: number, max: number): Histogram | null {
  if (!Number.isFinite(max - min)) return null
  if (min === max) return { edges: [min, max], counts: [sorted.length] }
  const edges = Array.from({ length: bins + 1 }, (_, i) => (i === bins ? max : min + ((max - min) * i) / bins))
  // Sorted values: where those of a bin end is searched for, not counted up to.
  const ends = edges.slice(1).map((edge, bin) => (bin === bins - 1 ? sorted.length : firstFrom(sorted, edge)))
  return { edges, counts: ends.map((end, bin) => end - (ends[bin - 1] ?? 0)) }
}

/** The place of the first value that is not below x. */
function firstFrom(sorted: Float64Array, x: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] as number) < x) low = middle + 1
    else high = middle
  }
  return low
}

function countRuns(sorted: Float64Array, topCount: number): { distinct: number; top: { value: string; count: number }[] } {
  let distinct = 0
  const top: { x: number; count: number }[] = []
  let start = 0
  for (let i = 1; i <= sorted.length; i++) {
    if (i < sorted.length && sorted[i] === sorted[start]) continue
    distinct++
    const count = i - start
    if (top.length < topCount || count > (top[top.length - 1]?.count ?? 0)) {
      // Runs come in ascending order: a later one goes behind those of equal count.
      const place = top.findIndex((entry) => entry.count < count)
      top.splice(place === -1 ? top.length : place, 0, { x: sorted[start] as number, count })
      if (top.length > topCount) top.pop()
    }
    start = i
  }
  return { distinct, top: top.map(({ x, count }) => ({ value: String(x), count })) }
}
