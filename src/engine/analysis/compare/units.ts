import type { BootstrapResult } from '@shared/statistics/bootstrap-interval'

/** What counts as one when rows are resampled: a row, or the rows of a key. */
export interface Units {
  readonly unit: 'row' | 'key'
  readonly count: number
  /** Unit of each row; undefined where each row is one. */
  readonly ofRow: Int32Array | undefined
  /** Rows of each unit; null where it is one. */
  readonly rows: Float64Array | null
}

/** Units by key where keys repeat, else by row. */
export function unitsOf(rows: number, keys: Int32Array | null): Units {
  const byRow: Units = { unit: 'row', count: rows, ofRow: undefined, rows: null }
  if (keys === null) return byRow
  const places = new Map<number, number>()
  const ofRow = Int32Array.from(keys, (key) => {
    const place = places.get(key) ?? places.size
    places.set(key, place)
    return place
  })
  if (places.size === rows) return byRow
  const counts = new Float64Array(places.size)
  for (const unit of ofRow) counts[unit] = (counts[unit] ?? 0) + 1
  return { unit: 'key', count: places.size, ofRow, rows: counts }
}

/** Values of rows, added up by unit. */
export function sumByUnit(values: Float64Array, units: Units): Float64Array {
  if (units.ofRow === undefined) return values
  const sums = new Float64Array(units.count)
  units.ofRow.forEach((unit, row) => (sums[unit] = (sums[unit] ?? 0) + (values[row] ?? NaN)))
  return sums
}

/** Fewer units than this that tell two models apart, and a bootstrap cannot know how they vary: it says nothing then. */
export const leastTelling = 10

/** The bootstrap's own word on a difference, withheld where too few units tell the models apart, or where all resamples say the same: a width of 0 would claim certainty. */
export function tellingResult(result: BootstrapResult, telling: number): Pick<BootstrapResult, 'p'> & { readonly interval: BootstrapResult['interval'] | null } {
  if (telling < leastTelling) return { p: 1, interval: null }
  const [low, high] = result.interval
  return low < high ? { p: result.p, interval: result.interval } : { p: 1, interval: null }
}
