import { describe, expect, it } from 'vitest'
import fixtures from './fixtures/statistics.json'
import { holm } from './holm'

describe('holm', () => {
  it.each(fixtures.holm)('adjusts $p as statsmodels does', ({ p, adjusted }) => {
    holm(p).forEach((value, i) => expect(value).toBeCloseTo(adjusted[i] ?? NaN, 14))
  })

  it('has nothing to adjust without p values', () => {
    expect(holm([])).toEqual([])
  })
})
