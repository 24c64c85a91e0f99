import type { Interval } from './interval'
import { normalQuantile } from './normal-distribution'

/**
 * Wilson's score interval of a share, without continuity correction. Lies in [0, 1] and is sound at 0, at all and for few rows.
 * successes: how many of `rows` (say, rows that were right). confidence in (0, 1). No rows: [0, 1], which is all that is known.
 * (Wilson 1927; Brown, Cai & DasGupta 2001 compare it with others.)
 */
export function wilsonInterval(successes: number, rows: number, confidence = 0.95): Interval {
  if (rows === 0) return [0, 1]
  const z = normalQuantile(0.5 + confidence / 2)
  const share = successes / rows
  const spread = (z * z) / rows
  const centre = (share + spread / 2) / (1 + spread)
  const half = (Math.sqrt(spread * (share * (1 - share) + spread / 4))) / (1 + spread)
  return [successes === 0 ? 0 : centre - half, successes === rows ? 1 : centre + half]
}
