import type { Histogram } from '@shared/dataset/column'
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

/** The different numbers of a column, ascending, and how often each stands there. None is NaN. */
export interface CountedNumbers {
  readonly values: Float64Array
  readonly counts: Int32Array
}

const bins = 30
const shares = [0.05, 0.25, 0.5, 0.75, 0.95]

/** Profile of the values that are not NaN. */
export function profileNumbers(values: Float64Array, topCount: number): NumberProfile {
  return profileCounted(countNumbers(values), topCount)
}

/** Profile of counted numbers. Sums run from the smallest to the largest, so the result has the same bits every time. */
export function profileCounted({ values, counts }: CountedNumbers, topCount: number): NumberProfile {
  const distinct = values.length
  // How many numbers there are up to each of the different ones.
  const upTo = new Int32Array(distinct)
  let present = 0
  let sum = 0
  for (let i = 0; i < distinct; i++) {
    const count = counts[i] as number
    present += count
    upTo[i] = present
    sum += (values[i] as number) * count
  }
  if (present === 0) return { present, distinct: 0, min: null, max: null, mean: null, std: null, quantiles: null, histogram: null, top: [] }
  const mean = finite(sum / present)
  let squares = 0
  if (mean !== null) {
    for (let i = 0; i < distinct; i++) {
      const away = (values[i] as number) - mean
      squares += away * away * (counts[i] as number)
    }
  }
  return {
    present,
    distinct,
    min: values[0] as number,
    max: values[distinct - 1] as number,
    mean,
    std: present > 1 && mean !== null ? finite(Math.sqrt(squares / (present - 1))) : null,
    quantiles: shares.map((q) => quantileOfCounted(values, upTo, q)),
    histogram: histogramOf(values, upTo),
    top: mostFrequent(values, counts, topCount),
  }
}

/** Sorts what is not NaN and counts equal numbers; -0 and 0 are equal. */
function countNumbers(values: Float64Array): CountedNumbers {
  const known = new Float64Array(values.length)
  let present = 0
  for (let i = 0; i < values.length; i++) {
    const x = values[i] as number
    if (!Number.isNaN(x)) known[present++] = x
  }
  const sorted = sortNumbers(known.subarray(0, present))
  const counts = new Int32Array(present)
  let distinct = 0
  for (let i = 0; i < present; i++) {
    const x = sorted[i] as number
    // The different ones are moved to the front, where nothing is read any more.
    if (distinct === 0 || x !== sorted[distinct - 1]) sorted[distinct++] = x
    counts[distinct - 1] = (counts[distinct - 1] as number) + 1
  }
  return { values: sorted.subarray(0, distinct), counts: counts.subarray(0, distinct) }
}

const finite = (x: number) => (Number.isFinite(x) ? x : null)

function quantileOfCounted(values: Float64Array, upTo: Int32Array, q: number): number {
  const present = upTo[upTo.length - 1] as number
  const place = (present - 1) * q
  const below = Math.floor(place)
  const low = values[firstFrom(upTo, below + 1)] as number
  const high = values[firstFrom(upTo, Math.min(below + 2, present))] as number
  return low + (high - low) * (place - below)
}

function histogramOf(values: Float64Array, upTo: Int32Array): Histogram | null {
  const min = values[0] as number
  const max = values[values.length - 1] as number
  const present = upTo[upTo.length - 1] as number
  if (!Number.isFinite(max - min)) return null
  if (min === max) return { edges: [min, max], counts: [present] }
  const edges = Array.from({ length: bins + 1 }, (_, i) => (i === bins ? max : min + ((max - min) * i) / bins))
  // Where the values of a bin end is searched for, not counted up to.
  const ends = edges.slice(1).map((edge, bin) => (bin === bins - 1 ? present : (upTo[firstFrom(values, edge) - 1] ?? 0)))
  return { edges, counts: ends.map((end, bin) => end - (ends[bin - 1] ?? 0)) }
}

/** The place of the first of ascending numbers that is not below x. */
function firstFrom(ascending: Float64Array | Int32Array, x: number): number {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ascending[middle] as number) < x) low = middle + 1
    else high = middle
  }
  return low
}

function mostFrequent(values: Float64Array, counts: Int32Array, most: number): { value: string; count: number }[] {
  if (most === 0) return []
  const top: { x: number; count: number }[] = []
  for (let i = 0; i < values.length; i++) {
    const count = counts[i] as number
    if (top.length >= most && count <= (top[top.length - 1]?.count ?? 0)) continue
    // Values come in ascending order: a later one goes behind those of equal count.
    const place = top.findIndex((entry) => entry.count < count)
    top.splice(place === -1 ? top.length : place, 0, { x: values[i] as number, count })
    if (top.length > most) top.pop()
  }
  return top.map(({ x, count }) => ({ value: String(x), count }))
}
