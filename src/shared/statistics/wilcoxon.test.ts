import { describe, expect, it } from 'vitest'
import fixtures from './fixtures/statistics.json'
import { wilcoxonSignedRank } from './wilcoxon'

describe('wilcoxonSignedRank', () => {
  it.each(fixtures.wilcoxon)('$used differences, $method, as in SciPy', ({ differences, method, used, statistic, p }) => {
    const test = wilcoxonSignedRank(differences)
    expect(test.method).toBe(method === 'exact' ? 'exact' : 'normal')
    expect(test.used).toBe(used)
    expect(test.statistic).toBeCloseTo(statistic, 10)
    expect(Math.abs(test.p - p)).toBeLessThan(1e-12)
  })

  it('finds nothing where nothing differs', () => {
    expect(wilcoxonSignedRank([0, 0]).p).toBe(1)
    expect(wilcoxonSignedRank([]).p).toBe(1)
  })
})
