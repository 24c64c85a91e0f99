import { describe, expect, it } from 'vitest'
import { sortedQuantile, summariseBootstrap } from './bootstrap-interval'
import fixtures from './fixtures/statistics.json'

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

describe('summariseBootstrap', () => {
  it.each(fixtures.bootstrap)('$method interval from the same replicates as in SciPy', ({ method, values, replicates, interval }) => {
    const jackknife = values.map((_, out) => mean(values.filter((_value, i) => i !== out)))
    const result = summariseBootstrap(mean(values), Float64Array.from(replicates), method === 'BCa' ? jackknife : undefined)
    expect(result.method).toBe(method === 'BCa' ? 'bca' : 'percentile')
    expect(result.interval[0]).toBeCloseTo(interval[0] ?? NaN, 9)
    expect(result.interval[1]).toBeCloseTo(interval[1] ?? NaN, 9)
  })

  it('gives the level at which the interval touches 0 as p', () => {
    for (const { method, values, replicates } of fixtures.bootstrap) {
      const shift = mean(values) - 0.25
      const moved = values.map((value) => value - shift)
      const jackknife = method === 'BCa' ? moved.map((_, out) => mean(moved.filter((_value, i) => i !== out))) : undefined
      const of = (confidence: number) =>
        summariseBootstrap(0.25, Float64Array.from(replicates, (r) => r - shift), jackknife, confidence)
      const { p } = of(0.95)
      expect(p).toBeGreaterThan(0)
      expect(of(1 - p * 1.1).interval[0]).toBeGreaterThan(0)
      expect(of(1 - p * 0.9).interval[0]).toBeLessThan(0)
    }
  })

  it('cannot tell where nothing varies and nothing differs', () => {
    expect(summariseBootstrap(0, new Float64Array(99), [0, 0, 0])).toMatchObject({ interval: [0, 0], p: 1, standardError: 0 })
  })

  it('claims no p below what so many resamples can show', () => {
    const replicates = Float64Array.from({ length: 999 }, (_, i) => 5 + i / 1000)
    expect(summariseBootstrap(5.5, replicates).p).toBeCloseTo(2 / 1000, 12)
  })

  it('falls back to percentiles where the estimate lies outside its replicates', () => {
    expect(summariseBootstrap(9, Float64Array.from([1, 2, 3]), [1, 2, 3]).method).toBe('percentile')
  })
})

describe('sortedQuantile', () => {
  it('is linear between neighbours', () => {
    expect(sortedQuantile([1, 2, 4], 0.75)).toBe(3)
    expect(sortedQuantile([7], 0.3)).toBe(7)
  })
})
