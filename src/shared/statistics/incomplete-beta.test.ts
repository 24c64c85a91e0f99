import { describe, expect, it } from 'vitest'
import fixtures from './fixtures/statistics.json'
import { incompleteBeta } from './incomplete-beta'

describe('incompleteBeta', () => {
  it.each(fixtures.incompleteBeta)('at %d with a = %d, b = %d as in SciPy', (x, a, b, value) => {
    expect(Math.abs(incompleteBeta(x ?? NaN, a ?? NaN, b ?? NaN) - (value ?? NaN))).toBeLessThan(1e-11 * (value ?? NaN) + 1e-300)
  })

  it('has ends', () => {
    expect(incompleteBeta(0, 2, 3)).toBe(0)
    expect(incompleteBeta(1, 2, 3)).toBe(1)
  })
})
