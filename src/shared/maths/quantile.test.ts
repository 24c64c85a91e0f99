import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { quantileInPlace, quantileOfSorted } from './quantile'

describe('quantiles', () => {
  it('interpolate between order statistics', () => {
    expect(quantileOfSorted(Float64Array.of(1, 2, 3, 4), 0.5)).toBe(2.5)
    expect(quantileInPlace(Float64Array.of(4, 1, 3, 2), 0.25)).toBe(1.75)
    expect(quantileInPlace(Float64Array.of(7), 0.9)).toBe(7)
  })

  it('are the same found by selecting as by sorting, whatever the order and the repetitions', () => {
    const values = fc.array(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.double({ noNaN: true, noDefaultInfinity: true })), { minLength: 1, maxLength: 300 })
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (xs, q) => {
        expect(quantileInPlace(Float64Array.from(xs), q)).toBe(quantileOfSorted(Float64Array.from(xs).sort(), q))
      }),
    )
  })
})
