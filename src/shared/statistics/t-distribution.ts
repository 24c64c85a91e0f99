import { incompleteBeta } from './incomplete-beta'
import { logGamma } from './gamma-function'
import { normalQuantile } from './normal-distribution'

/** P(|T| >= |t|) of Student's distribution with `degrees` > 0 degrees of freedom. */
export function tTwoSided(t: number, degrees: number): number {
  if (Number.isNaN(t)) return NaN
  return Math.abs(t) === Infinity ? 0 : incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5)
}

/** P(T <= t) of Student's distribution. */
export function tCdf(t: number, degrees: number): number {
  const tail = tTwoSided(t, degrees) / 2
  return t > 0 ? 1 - tail : tail
}

/** The t with P(T <= t) = p, p in (0, 1). Newton's steps, kept inside a bracket that shrinks around the answer. */
export function tQuantile(p: number, degrees: number): number {
  if (!(p > 0 && p < 1)) return p === 0 ? -Infinity : p === 1 ? Infinity : NaN
  if (p === 0.5) return 0
  if (p < 0.5) return -tQuantile(1 - p, degrees)
  let low = 0
  let high = 1
  while (tCdf(high, degrees) < p) high *= 2
  let t = Math.min(Math.max(normalQuantile(p), low), high)
  for (let i = 0; i < 200; i++) {
    const excess = tCdf(t, degrees) - p
    if (excess > 0) high = t
    else low = t
    const newton = t - excess / density(t, degrees)
    const next = newton > low && newton < high ? newton : (low + high) / 2
    if (Math.abs(next - t) <= 1e-15 * Math.abs(t)) return next
    t = next
  }
  return t
}

function density(t: number, degrees: number): number {
  const scale = logGamma((degrees + 1) / 2) - logGamma(degrees / 2) - Math.log(Math.PI * degrees) / 2
  return Math.exp(scale - ((degrees + 1) / 2) * Math.log1p((t * t) / degrees))
}
