import type { SliceName } from '@shared/run/slices'

/** The slice of each row, a place in `names`. */
export interface SlicedRows {
  readonly codes: Int32Array
  readonly names: readonly SliceName[]
}

/**
 * Puts numbers into at most `bins` ranges of about equally many values, ascending; equal values are never parted. As many distinct
 * values as there would be ranges, or fewer, are a slice each. NaN is missing, and comes last. `shown`: a number in words.
 */
export function sliceNumbers(values: Float64Array, bins: number, shown: (value: number) => string): SlicedRows {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort()
  const distinct = sorted.filter((value, i) => i === 0 || value !== sorted[i - 1])
  const missing: SliceName = { name: 'missing', kind: 'missing', range: null }
  // The largest value of each slice.
  const ends =
    distinct.length <= bins
      ? [...distinct]
      : [...new Set(Array.from({ length: bins }, (_, bin) => sorted[Math.ceil(((bin + 1) * sorted.length) / bins) - 1] as number))]
  const names = ends.map((end, i): SliceName => {
    if (distinct.length <= bins) return { name: shown(end), kind: 'value', range: [end, end] }
    const start = i === 0 ? (sorted[0] as number) : (distinct[upperBound(distinct, ends[i - 1] as number)] as number)
    return start === end ? { name: shown(end), kind: 'value', range: [end, end] } : { name: `${shown(start)} to ${shown(end)}`, kind: 'range', range: [start, end] }
  })
  const codes = Int32Array.from(values, (value) => (Number.isNaN(value) ? ends.length : lowerBound(ends, value)))
  return { codes, names: sorted.length < values.length ? [...names, missing] : names }
}

/** The most frequent categories, a slice each, at most `most`; then the others together, then missing ones (code -1). Equally frequent ones stay in their order. */
export function sliceCategories(codes: Int32Array, levels: readonly string[], most: number): SlicedRows {
  const counts = new Float64Array(levels.length)
  let missing = false
  for (const code of codes) {
    if (code < 0) missing = true
    else counts[code] = (counts[code] as number) + 1
  }
  const present = [...counts.keys()].filter((code) => (counts[code] as number) > 0).sort((a, b) => (counts[b] as number) - (counts[a] as number) || a - b)
  const alone = present.length <= most ? present : present.slice(0, most - 1)
  const rest = present.length - alone.length
  const names: SliceName[] = alone.map((code) => ({ name: levels[code] as string, kind: 'value', range: null }))
  if (rest > 0) names.push({ name: `${rest.toLocaleString('en')} other values`, kind: 'other', range: null })
  const ofMissing = names.length
  if (missing) names.push({ name: 'missing', kind: 'missing', range: null })
  const places = new Map(alone.map((code, place) => [code, place]))
  return { codes: codes.map((code) => (code < 0 ? ofMissing : (places.get(code) ?? alone.length))), names }
}

/** How many of the ascending values lie below `value`. */
function lowerBound(ascending: ArrayLike<number>, value: number): number {
  let [low, high] = [0, ascending.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ascending[middle] as number) < value) low = middle + 1
    else high = middle
  }
  return low
}

/** How many of them are at most `value`. */
function upperBound(ascending: ArrayLike<number>, value: number): number {
  let [low, high] = [0, ascending.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ascending[middle] as number) <= value) low = middle + 1
    else high = middle
  }
  return low
}
