import { normalQuantile } from './normal-distribution'

const reach = (level: number, power: number) => ({ level: normalQuantile(1 - level / 2), power: normalQuantile(power) })

/**
 * The smallest true difference that a two-sided test at `level` would find with chance `power`, when the estimate of the difference
 * has this standard error. Same unit as the standard error. (Normal approximation; Bloom 1995.)
 */
export function detectableDifference(standardError: number, level = 0.05, power = 0.8): number {
  const z = reach(level, power)
  return (z.level + z.power) * standardError
}

/**
 * The smallest true difference in accuracy that McNemar's test on `rows` rows would find, given how many of them the two models
 * disagree on in being right. A share in [0, 1]. With no such row nothing is known of the spread: one row each way is assumed.
 * (Connor 1987, solved for the difference.)
 */
export function detectableAccuracyDifference(disagreeing: number, rows: number, level = 0.05, power = 0.8): number {
  if (rows === 0) return 1
  const share = Math.min(1, Math.max(disagreeing, 2) / rows)
  const z = reach(level, power)
  let difference = 0
  // The right side falls slowly in the difference, so stepping towards it settles in a few rounds.
  for (let i = 0; i < 50; i++) {
    const next = (z.level * Math.sqrt(share) + z.power * Math.sqrt(Math.max(0, share - difference ** 2))) / Math.sqrt(rows)
    difference = (difference + Math.min(next, share)) / 2
  }
  return difference
}
