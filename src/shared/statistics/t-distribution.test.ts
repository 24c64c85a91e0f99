import { describe, expect, it } from 'vitest'
import fixtures from './fixtures/statistics.json'
import { tCdf, tQuantile, tTwoSided } from './t-distribution'

describe("Student's distribution", () => {
  it.each(fixtures.t.cdf)('P(T <= %d) with %d degrees as in SciPy', (t, degrees, p) => {
    expect(Math.abs(tCdf(t ?? NaN, degrees ?? NaN) - (p ?? NaN))).toBeLessThan(1e-10 * (p ?? NaN))
  })

  it.each(fixtures.t.quantile)('quantile of %d with %d degrees as in SciPy', (p, degrees, t) => {
    expect(Math.abs(tQuantile(p ?? NaN, degrees ?? NaN) / (t ?? NaN) - 1)).toBeLessThan(1e-10)
  })

  it('has ends and a middle', () => {
    expect(tQuantile(0.5, 3)).toBe(0)
    expect(tQuantile(0, 3)).toBe(-Infinity)
    expect(tQuantile(1, 3)).toBe(Infinity)
    expect(tQuantile(2, 3)).toBeNaN()
    expect(tTwoSided(0, 3)).toBe(1)
    expect(tTwoSided(Infinity, 3)).toBe(0)
  })
})
