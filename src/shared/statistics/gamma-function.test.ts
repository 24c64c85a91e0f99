import { describe, expect, it } from 'vitest'
import fixtures from './fixtures/statistics.json'
import { logGamma, stirlingError } from './gamma-function'

describe('logGamma', () => {
  it.each(fixtures.logGamma)('of %d as in SciPy', (x, value) => {
    expect(Math.abs(logGamma(x ?? NaN) - (value ?? NaN))).toBeLessThan(1e-13 * Math.max(1, Math.abs(value ?? NaN)))
  })
})

describe('stirlingError', () => {
  it('is the same on both sides of the switch to the series', () => {
    const direct = (n: number) => logGamma(n + 1) - ((n + 0.5) * Math.log(n) - n + Math.log(2 * Math.PI) / 2)
    for (const n of [1, 2, 14, 15, 16]) expect(stirlingError(n)).toBeCloseTo(direct(n), 12)
  })
})
