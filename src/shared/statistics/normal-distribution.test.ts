import { describe, expect, it } from 'vitest'
import fixtures from './fixtures/statistics.json'
import { errorFunctionComplement, normalCdf, normalQuantile, normalTwoSided } from './normal-distribution'

const relative = (got: number, wanted: number) => Math.abs(got - wanted) / Math.max(Math.abs(wanted), 1e-300)

describe('the normal distribution', () => {
  it.each(fixtures.normal.cdf)('P(Z <= %d) as in SciPy', (z, p) => {
    expect(relative(normalCdf(z ?? NaN), p ?? NaN)).toBeLessThan(1e-12)
  })

  it.each(fixtures.normal.quantile)('quantile of %d as in SciPy', (p, z) => {
    expect(Math.abs(normalQuantile(p ?? NaN) - (z ?? NaN))).toBeLessThan(1e-12)
  })

  it('counts both tails', () => {
    expect(normalTwoSided(1.959963984540054)).toBeCloseTo(0.05, 14)
    expect(normalTwoSided(0)).toBe(1)
  })

  it('has ends', () => {
    expect(normalQuantile(0)).toBe(-Infinity)
    expect(normalQuantile(1)).toBe(Infinity)
    expect(normalQuantile(1.1)).toBeNaN()
    expect(errorFunctionComplement(Infinity)).toBe(0)
    expect(errorFunctionComplement(-Infinity)).toBe(2)
    expect(errorFunctionComplement(NaN)).toBeNaN()
  })
})
