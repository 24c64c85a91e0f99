import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from './random'
import { sortNumbers } from './sort-numbers'

const same = (a: Float64Array, b: Float64Array): boolean => a.length === b.length && a.every((x, i) => Object.is(x, b[i]))

describe('sorting numbers', () => {
  it('gives what sorting by comparison gives, bit by bit', () => {
    const number = fc.oneof(fc.double({ noNaN: true }), fc.constantFrom(0, -0, Infinity, -Infinity, Number.MIN_VALUE, -Number.MIN_VALUE, 1, -1, 2 ** 53), fc.integer())
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 1000 }), (some, seed) => {
        const random = createRandom(seed)
        const values = Float64Array.from({ length: 3000 }, () => some[random.below(some.length)] ?? 0)
        return same(sortNumbers(values.slice()), values.slice().sort())
      }),
      { numRuns: 60 },
    )
  })

  it('sorts part of an array and leaves the rest', () => {
    const random = createRandom(5)
    const values = Float64Array.from({ length: 9000 }, () => random.float() - 0.5)
    const before = values.slice()
    sortNumbers(values.subarray(1000, 8000))
    expect(same(values.subarray(1000, 8000), before.slice(1000, 8000).sort())).toBe(true)
    expect([values[0], values[8999]]).toEqual([before[0], before[8999]])
    expect([...sortNumbers(Float64Array.of(3, 1, 2))]).toEqual([1, 2, 3])
  })
})
