import type { Interval } from './interval'
import { tQuantile, tTwoSided } from './t-distribution'

export interface TTest {
  readonly mean: number
  readonly standardError: number
  /** NaN where the standard error is 0 and the mean too. */
  readonly t: number
  readonly degrees: number
  /** Two-sided, in [0, 1]. 1 where there are too few values to tell anything. */
  readonly p: number
  /** Of the mean; null where there are too few values. */
  readonly interval: Interval | null
}

/** Any array of numbers, typed or not. */
type Numbers = ArrayLike<number>

/** Mean and variance (with n - 1) of values, in two passes; variance 0 for fewer than two. */
export function meanAndVariance(values: Numbers): { readonly mean: number; readonly variance: number } {
  const n = values.length
  let sum = 0
  for (let i = 0; i < n; i++) sum += values[i] ?? NaN
  const mean = n === 0 ? NaN : sum / n
  let squares = 0
  for (let i = 0; i < n; i++) squares += ((values[i] ?? NaN) - mean) ** 2
  return { mean, variance: n < 2 ? 0 : squares / (n - 1) }
}

/** Student's t-test of paired differences (b - a), one a row: is their mean 0? (Student 1908.) */
export function pairedT(differences: Numbers, confidence = 0.95): TTest {
  const { mean, variance } = meanAndVariance(differences)
  return fromStandardError(mean, Math.sqrt(variance / differences.length), differences.length - 1, confidence)
}

/**
 * The corrected resampled t-test: differences (b - a) of a metric over k random splits or folds, which share training rows and so
 * are not independent. testToTrain: test rows over training rows of one split. (Nadeau & Bengio 2003, equation 17.)
 */
export function correctedResampledT(differences: Numbers, testToTrain: number, confidence = 0.95): TTest {
  const k = differences.length
  const { mean, variance } = meanAndVariance(differences)
  return fromStandardError(mean, Math.sqrt((1 / k + testToTrain) * variance), k - 1, confidence)
}

/** Welch's t-test of two independent samples: is the mean of b less the mean of a 0? Variances may differ. (Welch 1947.) */
export function welchT(a: Numbers, b: Numbers, confidence = 0.95): TTest {
  const inA = meanAndVariance(a)
  const inB = meanAndVariance(b)
  const mean = inB.mean - inA.mean
  if (a.length < 2 || b.length < 2) return fromStandardError(mean, NaN, 0, confidence)
  const errorA = inA.variance / a.length
  const errorB = inB.variance / b.length
  const both = errorA + errorB
  const degrees = both === 0 ? a.length + b.length - 2 : both ** 2 / (errorA ** 2 / (a.length - 1) + errorB ** 2 / (b.length - 1))
  return fromStandardError(mean, Math.sqrt(both), degrees, confidence)
}

function fromStandardError(mean: number, standardError: number, degrees: number, confidence: number): TTest {
  if (!(degrees > 0)) return { mean, standardError: NaN, t: NaN, degrees: Math.max(degrees, 0), p: 1, interval: null }
  const half = tQuantile(0.5 + confidence / 2, degrees) * standardError
  const t = mean / standardError
  const p = standardError === 0 ? (mean === 0 ? 1 : 0) : tTwoSided(t, degrees)
  return { mean, standardError, t, degrees, p, interval: [mean - half, mean + half] }
}
