import type { Interval } from './interval'
import { normalQuantile } from './normal-distribution'

/**
 * Tango's score interval for the difference of two shares of the same rows, b less a, in [-1, 1]. onlyA, onlyB: rows that only A / only B
 * gets right, of `rows`. It holds the differences that a score test of the same two counts does not reject, so it has a width also where
 * the models disagree on no row: z² / (rows + z²) either way. confidence in (0, 1). No rows: [-1, 1], which is all that is known.
 * (Tango 1998, Statistics in Medicine 17:891; Fagerland, Lydersen & Laake 2014 compare it with others.)
 */
export function pairedSharesInterval(onlyA: number, onlyB: number, rows: number, confidence = 0.95): Interval {
  if (rows === 0) return [-1, 1]
  const z = normalQuantile(0.5 + confidence / 2)
  const high = upperEnd(onlyA, onlyB, rows, z)
  const low = -upperEnd(onlyB, onlyA, rows, z)
  return [low, high]
}

/** The largest difference that is not rejected, by halving: the score falls in the difference. */
function upperEnd(onlyA: number, onlyB: number, rows: number, z: number): number {
  let [low, high] = [(onlyB - onlyA) / rows, 1]
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2
    if (score(onlyA, onlyB, rows, middle) >= -z) low = middle
    else high = middle
  }
  return low
}

/** Standard deviations that the observed difference lies above `difference`, were that the true one. */
function score(onlyA: number, onlyB: number, rows: number, difference: number): number {
  // The likeliest chance of "only A" under that difference: the root of its likelihood's quadratic.
  const b = (2 * rows - onlyB + onlyA) * difference - onlyA - onlyB
  const c = -onlyA * difference * (1 - difference)
  const chance = (Math.sqrt(Math.max(0, b * b - 8 * rows * c)) - b) / (4 * rows)
  const variance = rows * (2 * chance + difference * (1 - difference))
  const off = onlyB - onlyA - rows * difference
  return variance > 0 ? off / Math.sqrt(variance) : off === 0 ? 0 : off * Infinity
}
