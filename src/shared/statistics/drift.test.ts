import { describe, expect, it } from 'vitest'
import { createRandom } from '../maths/random'
import { shiftOf, stabilityIndex, totalVariation } from './drift'

describe('how samples differ', () => {
  it('is nothing for the same numbers', () => {
    const values = () => Float64Array.from([3, 1, 2, 2, 5, 4])
    expect(shiftOf(values(), values())).toEqual({ ks: 0, psi: 0, meanShift: 0 })
  })

  it('is what SciPy finds: ks_2samp([1,2,3,4], [3,4,5,6]) = 0.5', () => {
    const shift = shiftOf(Float64Array.from([1, 2, 3, 4]), Float64Array.from([6, 5, 4, 3]))
    expect(shift.ks).toBe(0.5)
    expect(shift.meanShift).toBeCloseTo(2 / Math.sqrt(1.25), 12)
  })

  it('is all for numbers that lie apart, ties or not', () => {
    expect(shiftOf(Float64Array.from([1, 1, 1]), Float64Array.from([2, 2])).ks).toBe(1)
  })

  it('stays small between two samples of one distribution, and grows with a shift', () => {
    const random = createRandom(5)
    const sample = (shift: number) => Float64Array.from({ length: 2000 }, () => random.float() + random.float() + random.float() + shift)
    const same = shiftOf(sample(0), sample(0))
    const moved = shiftOf(sample(0), sample(0.5))
    expect(same.psi).toBeLessThan(0.05)
    expect(same.ks).toBeLessThan(0.06)
    expect(moved.psi).toBeGreaterThan(0.25)
    expect(moved.meanShift).toBeCloseTo(1, 0)
  })

  it('of categories is by shares', () => {
    expect(totalVariation([5, 5], [1, 1])).toBe(0)
    expect(totalVariation([10, 0], [0, 3])).toBe(1)
    expect(stabilityIndex([100, 100], [100, 100])).toBe(0)
    expect(stabilityIndex([0, 100], [100, 0])).toBeGreaterThan(1)
  })
})
