import { createRandom, shuffle } from '../maths/random'
import { range } from '../maths/range'

/** The part of a row: 0 training, 1 validation, 2 test. */
export type Part = 0 | 1 | 2
export const trainPart = 0
export const validationPart = 1
export const testPart = 2

export interface Shares {
  /** Shares of all rows, in [0, 1); what is left is training. */
  readonly validation: number
  readonly test: number
}

/** How many of `rows` go to each part: rounded to the nearest row, at least one for training. */
export function partSizes(rows: number, shares: Shares): readonly [number, number, number] {
  const test = Math.min(Math.round(rows * shares.test), rows - 1)
  const validation = Math.min(Math.round(rows * shares.validation), rows - 1 - test)
  return [rows - test - validation, validation, test]
}

/** Every row drawn at random. The result has the part of each row. Pure; the same seed gives the same parts. */
export function splitRandom(rows: number, shares: Shares, seed: number): Uint8Array {
  const order = range(rows)
  shuffle(order, createRandom(seed))
  return splitOrdered(order, shares)
}

/** The last rows of `order` are tested, those before them validate: for data where time must not run backwards. */
export function splitOrdered(order: Int32Array, shares: Shares): Uint8Array {
  const [train, validation] = partSizes(order.length, shares)
  const parts = new Uint8Array(order.length)
  order.forEach((row, place) => {
    parts[row] = place < train ? trainPart : place < train + validation ? validationPart : testPart
  })
  return parts
}

/**
 * Rows drawn within each stratum so that every part has the strata in the same shares, as far as whole rows allow. The sizes of the
 * parts are those of a random split. `strata[row]` is 0 … n-1. What rounding leaves over goes to the strata with the largest
 * remainders, equal ones drawn by lot. A stratum always has a row in training, so one with a single row is in no other part.
 */
export function splitStratified(strata: Int32Array, shares: Shares, seed: number): Uint8Array {
  const random = createRandom(seed)
  const members = rowsByStratum(strata)
  const sizes = members.map((m) => m.length)
  const wanted = partSizes(strata.length, shares)
  const lots = range(members.length)
  shuffle(lots, random)
  const room = sizes.map((size) => Math.max(0, size - 1))
  const test = apportion(sizes, room, wanted[2], shares.test, lots)
  const validation = apportion(sizes, room.map((r, s) => r - (test[s] as number)), wanted[1], shares.validation, lots)
  const parts = new Uint8Array(strata.length)
  members.forEach((rows, s) => {
    shuffle(rows, random)
    const tested = test[s] as number
    const validated = validation[s] as number
    for (let i = 0; i < tested; i++) parts[rows[i] as number] = testPart
    for (let i = tested; i < tested + validated; i++) parts[rows[i] as number] = validationPart
  })
  return parts
}

/** Whole numbers near `share` of each size, at most `room`, that add up to `total` where the rooms allow it. (Largest remainders, Hamilton.) */
function apportion(sizes: readonly number[], room: readonly number[], total: number, share: number, lots: Int32Array): number[] {
  const exact = sizes.map((size) => size * share)
  const given = exact.map((x, s) => Math.min(Math.floor(x + 1e-9), room[s] as number))
  let left = total - given.reduce((a, b) => a + b, 0)
  const byRemainder = [...lots].sort((a, b) => (exact[b] as number) - Math.floor((exact[b] as number) + 1e-9) - ((exact[a] as number) - Math.floor((exact[a] as number) + 1e-9)))
  while (left > 0) {
    const before = left
    for (const s of byRemainder) {
      if (left === 0) break
      if ((given[s] as number) >= (room[s] as number)) continue
      given[s] = (given[s] as number) + 1
      left--
    }
    if (left === before) break
  }
  return given
}

function rowsByStratum(strata: Int32Array): Int32Array[] {
  let count = 0
  for (const s of strata) if (s >= count) count = s + 1
  const sizes = new Int32Array(count)
  for (const s of strata) sizes[s] = (sizes[s] as number) + 1
  const members = Array.from(sizes, (size) => new Int32Array(size))
  const filled = new Int32Array(count)
  strata.forEach((s, row) => {
    const at = filled[s] as number
    ;(members[s] as Int32Array)[at] = row
    filled[s] = at + 1
  })
  return members
}

/** Strata of a number to be predicted: tenths of its values by rank, so that each part sees its whole range. */
export function numberStrata(values: Float64Array, strata = 10): Int32Array {
  const order = Array.from(values, (_, i) => i).sort((a, b) => (values[a] as number) - (values[b] as number) || a - b)
  const count = Math.max(1, Math.min(strata, Math.floor(values.length / 10)))
  const result = new Int32Array(values.length)
  order.forEach((row, rank) => {
    result[row] = Math.min(count - 1, Math.floor((rank * count) / values.length))
  })
  return result
}
