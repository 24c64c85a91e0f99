import { describe, expect, it } from 'vitest'
import { createRandom } from '../maths/random'
import { bootstrapMean } from './bootstrap-mean'

describe('bootstrapMean', () => {
  const random = createRandom(2)
  const values = Float64Array.from({ length: 400 }, () => (random.float() < 0.2 ? 3 * random.float() : random.float() - 0.4))
  const mean = values.reduce((sum, value) => sum + value, 0) / 400
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 400)

  it('has the standard error that theory gives', () => {
    const result = bootstrapMean(values, null, 10_000, createRandom(1))
    expect(result.estimate).toBeCloseTo(mean, 12)
    expect(Math.abs(result.standardError / (deviation / 20) - 1)).toBeLessThan(0.03)
  })

  it('agrees with drawing row by row', () => {
    const result = bootstrapMean(values, null, 10_000, createRandom(1))
    const plain = Float64Array.from({ length: 10_000 }, () => {
      let sum = 0
      for (let i = 0; i < 400; i++) sum += values[random.below(400)] ?? NaN
      return sum / 400
    }).sort()
    expect(Math.abs((plain[250] ?? NaN) - result.interval[0])).toBeLessThan(0.2 * result.standardError)
    expect(Math.abs((plain[9750] ?? NaN) - result.interval[1])).toBeLessThan(0.2 * result.standardError)
  })

  it('knows that rows which share a key say less', () => {
    const byKey = new Float64Array(100)
    values.forEach((value, row) => (byKey[row % 100] = (byKey[row % 100] ?? 0) + value))
    const alike = Float64Array.from({ length: 100 }, (_, key) => 4 * (values[key] ?? NaN))
    const rows = new Float64Array(100).fill(4)
    const spread = bootstrapMean(alike, rows, 4000, createRandom(1)).standardError
    const own = bootstrapMean(byKey, rows, 4000, createRandom(1)).standardError
    // Four equal rows a key double the standard error of 400 independent ones; four unrelated rows leave it.
    expect(Math.abs(spread / (2 * own) - 1)).toBeLessThan(0.25)
    expect(Math.abs(own / (deviation / 20) - 1)).toBeLessThan(0.2)
  })

  it('repeats itself for the same seed', () => {
    expect(bootstrapMean(values, null, 500, createRandom(4))).toEqual(bootstrapMean(values, null, 500, createRandom(4)))
  })

  it('finds no difference where nothing differs', () => {
    expect(bootstrapMean([0, 0, 0], null, 99, createRandom(1))).toMatchObject({ estimate: 0, p: 1, interval: [0, 0] })
  })

  it('does an odd number of resamples and a single row', () => {
    expect(bootstrapMean([0.7], null, 101, createRandom(1)).interval).toEqual([0.7, 0.7])
  })
})
