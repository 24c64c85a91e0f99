import type { Interval } from './interval'
import { normalCdf, normalQuantile } from './normal-distribution'

/** What a bootstrap says about one difference (or any other figure). */
export interface BootstrapResult {
  readonly estimate: number
  readonly standardError: number
  readonly interval: Interval
  /** How the interval was made: bias-corrected and accelerated, or plain percentiles. */
  readonly method: 'bca' | 'percentile'
  /** Two-sided, for "the true value is 0": the level at which the interval would just touch 0. Never below 2 / (resamples + 1). */
  readonly p: number
}

/**
 * Interval and p from bootstrap replicates of a figure. `jackknife`: the figure with each unit (row or key) left out in turn, in any
 * order; with it the interval is BCa (Efron 1987), without it percentiles. Replicates are sorted in place.
 */
export function summariseBootstrap(
  estimate: number,
  replicates: Float64Array,
  jackknife?: ArrayLike<number>,
  confidence = 0.95,
): BootstrapResult {
  replicates.sort()
  const shape = jackknife === undefined ? null : bcaShape(estimate, replicates, jackknife)
  const tail = (1 - confidence) / 2
  const level = (p: number) => (shape === null ? p : bcaLevel(p, shape))
  return {
    estimate,
    standardError: standardDeviation(replicates),
    interval: [sortedQuantile(replicates, level(tail)), sortedQuantile(replicates, level(1 - tail))],
    method: shape === null ? 'percentile' : 'bca',
    p: pOfZero(replicates, shape),
  }
}

/** The q-quantile, q in [0, 1], of ascending values: linear between neighbours, as NumPy's default (Hyndman & Fan's type 7). */
export function sortedQuantile(sorted: ArrayLike<number>, q: number): number {
  const last = sorted.length - 1
  const at = Math.min(Math.max(q, 0), 1) * last
  const below = sorted[Math.floor(at)] ?? NaN
  const above = sorted[Math.ceil(at)] ?? NaN
  return below + (above - below) * (at - Math.floor(at))
}

interface BcaShape {
  /** z0: how far the estimate is from the median of its replicates, in standard normal units. */
  readonly bias: number
  /** a: how the standard error changes with the true value. */
  readonly acceleration: number
}

/** Null where the estimate lies outside all its replicates: then there is no bias that could be corrected. */
function bcaShape(estimate: number, sorted: Float64Array, jackknife: ArrayLike<number>): BcaShape | null {
  const share = shareBelow(sorted, estimate)
  if (share === 0 || share === 1) return null
  let sum = 0
  for (let i = 0; i < jackknife.length; i++) sum += jackknife[i] ?? NaN
  const mean = sum / jackknife.length
  let squares = 0
  let cubes = 0
  for (let i = 0; i < jackknife.length; i++) {
    const off = mean - (jackknife[i] ?? NaN)
    squares += off * off
    cubes += off * off * off
  }
  // Nothing is left of a single unit without it: not a number, and no acceleration.
  return { bias: normalQuantile(share), acceleration: squares > 0 ? cubes / (6 * squares ** 1.5) : 0 }
}

/** Which percentile of the replicates stands for the p-quantile. (Efron & Tibshirani 1993, equation 14.10.) */
function bcaLevel(p: number, { bias, acceleration }: BcaShape): number {
  const z = bias + normalQuantile(p)
  return normalCdf(bias + z / (1 - acceleration * z))
}

/** The level of the two-sided interval that ends at 0: bcaLevel turned round. */
function pOfZero(sorted: Float64Array, shape: BcaShape | null): number {
  const least = 1 / (sorted.length + 1)
  const share = Math.min(Math.max(shareBelow(sorted, 0), least), 1 - least)
  if (shape === null) return 2 * Math.min(share, 1 - share)
  const w = normalQuantile(share) - shape.bias
  const stretch = 1 + shape.acceleration * w
  // Past the pole of the correction no level reaches 0.
  const tail = stretch <= 0 ? least : normalCdf(-Math.abs(w / stretch - shape.bias))
  return Math.min(1, 2 * Math.max(least, tail))
}

/** Share of ascending values below `value`, those equal to it counting half. */
function shareBelow(sorted: Float64Array, value: number): number {
  return (firstAt(sorted, (x) => x >= value) + firstAt(sorted, (x) => x > value)) / (2 * sorted.length)
}

/** Index of the first value that passes; the length where none does. Once one passes, all after it do. */
function firstAt(sorted: Float64Array, passes: (value: number) => boolean): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (passes(sorted[middle] ?? NaN)) high = middle
    else low = middle + 1
  }
  return low
}

function standardDeviation(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value
  const mean = sum / values.length
  let squares = 0
  for (const value of values) squares += (value - mean) ** 2
  return values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1))
}
