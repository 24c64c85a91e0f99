import { describe, expect, it } from 'vitest'
import { createRandom } from '../maths/random'
import { bootstrapMean } from './bootstrap-mean'
import { bootstrapSums } from './bootstrap-sums'

const random = createRandom(6)
const values = Float64Array.from({ length: 300 }, () => random.float() ** 2)
const ones = new Float64Array(300).fill(1)

describe('bootstrapSums', () => {
  it('is the bootstrap of the mean for a ratio of a sum and a count', () => {
    const [mean] = bootstrapSums([values, ones], ([sum = NaN, count = NaN]) => [sum / count], 10_000, createRandom(1))
    const plain = bootstrapMean(values, null, 10_000, createRandom(2))
    expect(mean?.estimate).toBeCloseTo(plain.estimate, 12)
    expect(Math.abs((mean?.standardError ?? NaN) / plain.standardError - 1)).toBeLessThan(0.03)
    expect(Math.abs((mean?.interval[0] ?? NaN) - plain.interval[0])).toBeLessThan(0.15 * plain.standardError)
  })

  it('follows the delta method for the root of a mean square', () => {
    const squares = values.map((value) => value * value)
    const [root] = bootstrapSums([squares, ones], ([sum = NaN, count = NaN]) => [Math.sqrt(sum / count)], 4001, createRandom(1))
    const plain = bootstrapMean(squares, null, 4000, createRandom(2))
    expect(Math.abs((root?.standardError ?? NaN) / (plain.standardError / (2 * (root?.estimate ?? NaN))) - 1)).toBeLessThan(0.05)
    expect(root?.method).toBe('bca')
  })
})
