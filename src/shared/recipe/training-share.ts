import { createRandom, shuffle } from '../maths/random'
import { range } from '../maths/range'
import { trainPart } from './split-rows'

/** The part of a training row that a share leaves out. */
export const unusedPart = 3

/**
 * Keeps only a share of the training rows, of each stratum alike, and marks the others as unused, in place. The order in which rows are
 * taken depends on the seed alone, so that a larger share of the same seed holds the smaller one; at least one row stays.
 */
export function withTrainingShare(parts: Uint8Array, strata: Int32Array, { share, seed }: { readonly share: number; readonly seed: number }): void {
  const order = range(parts.length)
  shuffle(order, createRandom(seed))
  const members = new Map<number, number[]>()
  for (const row of order) {
    if (parts[row] !== trainPart) continue
    const stratum = strata[row] as number
    const held = members.get(stratum)
    if (held === undefined) members.set(stratum, [row])
    else held.push(row)
  }
  // What each stratum has too many of or too few by rounding is carried to the next, so that the whole comes to the share.
  let owed = 0
  for (const rows of members.values()) {
    const exact = rows.length * share + owed
    const kept = Math.min(rows.length, Math.max(1, Math.round(exact)))
    owed = exact - kept
    for (const row of rows.slice(kept)) parts[row] = unusedPart
  }
}
