import { describe, expect, it } from 'vitest'
import fixtures from './fixtures/statistics.json'
import { mcnemarExact } from './mcnemar'

describe('mcnemarExact', () => {
  it.each(fixtures.mcnemar)('%d against %d as in statsmodels', (onlyA, onlyB, p) => {
    expect(Math.abs(mcnemarExact(onlyA ?? NaN, onlyB ?? NaN) - (p ?? NaN))).toBeLessThan(1e-11 * (p ?? NaN))
  })

  it('does not care who is called a', () => {
    expect(mcnemarExact(7, 19)).toBe(mcnemarExact(19, 7))
  })

  it('stays a number for very large counts', () => {
    expect(mcnemarExact(5_000_000, 5_000_000)).toBe(1)
    expect(mcnemarExact(4_900_000, 5_100_000)).toBeGreaterThanOrEqual(0)
  })
})
