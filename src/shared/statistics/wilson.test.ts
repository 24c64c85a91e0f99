import { describe, expect, it } from 'vitest'
import fixtures from './fixtures/statistics.json'
import { wilsonInterval } from './wilson'

describe('wilsonInterval', () => {
  it.each(fixtures.wilson)('$successes of $rows at $confidence as in statsmodels', ({ successes, rows, confidence, interval }) => {
    const [low, high] = wilsonInterval(successes, rows, confidence)
    expect(low).toBeCloseTo(interval[0] ?? NaN, 12)
    expect(high).toBeCloseTo(interval[1] ?? NaN, 12)
  })

  it('knows nothing without rows', () => {
    expect(wilsonInterval(0, 0)).toEqual([0, 1])
  })
})
