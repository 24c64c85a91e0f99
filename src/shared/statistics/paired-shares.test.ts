import { describe, expect, it } from 'vitest'
import fixtures from './fixtures/statistics.json'
import { pairedSharesInterval } from './paired-shares'

describe('pairedSharesInterval', () => {
  it.each(fixtures.pairedShares)('$onlyA against $onlyB of $rows at $confidence as by numerical likelihood', ({ onlyA, onlyB, rows, confidence, interval }) => {
    const [low, high] = pairedSharesInterval(onlyA, onlyB, rows, confidence)
    expect(low).toBeCloseTo(interval[0] ?? NaN, 7)
    expect(high).toBeCloseTo(interval[1] ?? NaN, 7)
  })

  it('gives the figures that others published', () => {
    // Fagerland, Lydersen & Laake 2014: airway reactivity, 1 against 7 of 21 children.
    expect(pairedSharesInterval(7, 1, 21).map((end) => Number(end.toFixed(3)))).toEqual([-0.517, -0.026])
    // R, PropCIs::scoreci.mp(25, 28, 618, 0.9).
    expect(pairedSharesInterval(25, 28, 618, 0.9).map((end) => Number(end.toFixed(4)))).toEqual([-0.0148, 0.0247])
  })

  it('does not claim certainty where the models agree on every row', () => {
    const z = 1.959963984540054
    const [low, high] = pairedSharesInterval(0, 0, 69)
    expect(high).toBeCloseTo((z * z) / (69 + z * z), 12)
    expect(low).toBe(-high)
    expect(pairedSharesInterval(0, 0, 1)[1]).toBeGreaterThan(0.7)
    expect(pairedSharesInterval(0, 0, 0)).toEqual([-1, 1])
  })

  it('ends at the bounds where every row tells them apart', () => {
    expect(pairedSharesInterval(0, 50, 50)[1]).toBe(1)
    expect(pairedSharesInterval(50, 0, 50)[0]).toBe(-1)
    expect(pairedSharesInterval(0, 1, 1)[1]).toBe(1)
  })

  it('turns round with the models', () => {
    const [low, high] = pairedSharesInterval(13, 4, 90)
    expect(pairedSharesInterval(4, 13, 90)).toEqual([-high, -low])
  })

  it('covers a true difference in 95 of 100 samples, also where rows seldom differ', () => {
    // Exact: over all outcomes of 40 rows of which A alone gets 3 % right, B alone 8 %.
    const [onlyA, onlyB, rows] = [0.03, 0.08, 40]
    let covered = 0
    const logs = Array.from({ length: rows + 1 }, (_, i) => (i === 0 ? 0 : Math.log(i)))
    const factorial = logs.map((_, i) => logs.slice(0, i + 1).reduce((sum, log) => sum + log, 0))
    for (let a = 0; a <= rows; a++) {
      for (let b = 0; a + b <= rows; b++) {
        const chance = Math.exp(
          (factorial[rows] ?? 0) - (factorial[a] ?? 0) - (factorial[b] ?? 0) - (factorial[rows - a - b] ?? 0) +
            a * Math.log(onlyA) + b * Math.log(onlyB) + (rows - a - b) * Math.log(1 - onlyA - onlyB),
        )
        const [low, high] = pairedSharesInterval(a, b, rows)
        if (low <= onlyB - onlyA && onlyB - onlyA <= high) covered += chance
      }
    }
    expect(covered).toBeGreaterThan(0.94)
    expect(covered).toBeLessThan(0.98)
  })
})
