import { describe, expect, it } from 'vitest'
import { detectableAccuracyDifference, detectableDifference } from './detectable-difference'
import fixtures from './fixtures/statistics.json'

describe('detectableDifference', () => {
  it.each(fixtures.detectable)('of %d rows at level %d, power %d as in statsmodels', (rows, level, power, difference) => {
    expect(detectableDifference(1 / Math.sqrt(rows ?? NaN), level, power)).toBeCloseTo(difference ?? NaN, 5)
  })
})

describe('detectableAccuracyDifference', () => {
  it("gives Connor's number of rows back", () => {
    const difference = detectableAccuracyDifference(200, 1000)
    const [level, power] = [1.959963984540054, 0.8416212335729143]
    const rows = ((level * Math.sqrt(0.2) + power * Math.sqrt(0.2 - difference ** 2)) / difference) ** 2
    expect(rows).toBeCloseTo(1000, 6)
  })

  it('is close to the general form where the difference is small', () => {
    const standardError = Math.sqrt(0.3 / 18_000)
    expect(detectableAccuracyDifference(5400, 18_000)).toBeCloseTo(detectableDifference(standardError), 4)
  })

  it('is never more than the rows on which they disagree, and all without rows', () => {
    expect(detectableAccuracyDifference(3, 10)).toBeLessThanOrEqual(0.3)
    expect(detectableAccuracyDifference(0, 10)).toBeLessThanOrEqual(0.2)
    expect(detectableAccuracyDifference(0, 0)).toBe(1)
  })
})
