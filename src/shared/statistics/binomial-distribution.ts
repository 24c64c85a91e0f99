import { stirlingError } from './gamma-function'

/**
 * P(X = k) of n draws with chance p each. Precise for large n too: no two large logarithms are subtracted.
 * (Loader 2000, "Fast and accurate computation of binomial probabilities".)
 */
export function binomialProbability(k: number, n: number, p: number): number {
  if (k < 0 || k > n) return 0
  if (p <= 0 || p >= 1) return k === (p <= 0 ? 0 : n) ? 1 : 0
  if (k === 0) return Math.exp(n * Math.log1p(-p))
  if (k === n) return Math.exp(n * Math.log(p))
  const exponent = stirlingError(n) - stirlingError(k) - stirlingError(n - k) - deviance(k, n * p) - deviance(n - k, n * (1 - p))
  return Math.exp(exponent) * Math.sqrt(n / (2 * Math.PI * k * (n - k)))
}

/** P(X <= k) of n draws with chance p each. Sums the nearer tail from its largest term on, so it costs about sqrt(n) terms. */
export function binomialCdf(k: number, n: number, p: number): number {
  if (k < 0) return 0
  if (k >= n) return 1
  return k <= n * p ? lowerTail(k, n, p) : 1 - lowerTail(n - k - 1, n, 1 - p)
}

/** P(X <= k) for k below the mean, where terms shrink towards zero. */
function lowerTail(k: number, n: number, p: number): number {
  let term = binomialProbability(k, n, p)
  let sum = term
  for (let i = k; i > 0 && term > sum * 1e-17; i--) {
    term *= (i / (n - i + 1)) * ((1 - p) / p)
    sum += term
  }
  return sum
}

/** x ln(x / m) + m - x without cancellation where x is near m. */
function deviance(x: number, m: number): number {
  const difference = x - m
  if (Math.abs(difference) >= 0.1 * (x + m)) return x * Math.log(x / m) + m - x
  const v = difference / (x + m)
  let sum = difference * v
  let term = 2 * x * v
  for (let j = 1; j < 1000; j++) {
    term *= v * v
    const next = sum + term / (2 * j + 1)
    if (next === sum) break
    sum = next
  }
  return sum
}
