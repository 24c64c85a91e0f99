import { describe, expect, it } from 'vitest'
import { binomialCdf, binomialProbability } from './binomial-distribution'
import fixtures from './fixtures/statistics.json'

const near = (got: number, wanted: number | undefined) => {
  expect(Math.abs(got - (wanted ?? NaN))).toBeLessThan(1e-11 * (wanted ?? NaN))
}

describe('the binomial distribution', () => {
  it.each(fixtures.binomial.probability)('P(X = %d) of %d at %d as in SciPy', (k, n, p, value) => {
    near(binomialProbability(k ?? NaN, n ?? NaN, p ?? NaN), value)
  })

  it.each(fixtures.binomial.cdf)('P(X <= %d) of %d at %d as in SciPy', (k, n, p, value) => {
    near(binomialCdf(k ?? NaN, n ?? NaN, p ?? NaN), value)
  })

  it('knows what cannot happen and what must', () => {
    expect(binomialProbability(-1, 3, 0.5)).toBe(0)
    expect(binomialProbability(0, 3, 0)).toBe(1)
    expect(binomialProbability(2, 3, 1)).toBe(0)
    expect(binomialCdf(-1, 3, 0.5)).toBe(0)
    expect(binomialCdf(3, 3, 0.5)).toBe(1)
  })
})
