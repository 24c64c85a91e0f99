import { describe, expect, it } from 'vitest'
import { simulatePairs, simulateRepeats } from './fixtures/simulate-pairs'
import type { Rates } from './fixtures/simulate-pairs'

/** 4,000 pairs leave the rate of a 5 % test uncertain by 0.34 points. */
const full = { pairs: 4000, rows: 500, classes: 5, resamples: 1000, seed: 20_260_811 } as const

function table(title: string, rates: Rates): void {
  const lines = Object.entries(rates).map(([name, { better, worse }]) => `  ${name}: better ${(100 * better).toFixed(2)} %, worse ${(100 * worse).toFixed(2)} %`)
  console.log([title, ...lines].join('\n'))
}

function expectSizes(rates: Rates): void {
  for (const [name, { better, worse }] of Object.entries(rates)) {
    if (name.includes('mcnemar')) expect(better + worse, name).toBeLessThanOrEqual(0.05)
    else {
      expect(better + worse, name).toBeGreaterThanOrEqual(0.035)
      expect(better + worse, name).toBeLessThanOrEqual(0.065)
    }
  }
}

describe('tests of pairs', () => {
  it('reject at most 5 % (exact) or 3.5 to 6.5 % (bootstrap, t) where there is no difference', () => {
    const rates = simulatePairs({ ...full, gain: 0 })
    table('No true difference, 500 rows, 1,000 resamples:', rates)
    expectSizes(rates)
  })

  it('hold the same where rows share keys, resampled by key', () => {
    const rates = simulatePairs({ ...full, rows: 1000, rowsPerKey: 2, gain: 0 })
    table('No true difference, 500 keys of 2 rows:', rates)
    expectSizes(rates)
  })

  it('point the right way where there is a difference', () => {
    const rates = simulatePairs({ ...full, pairs: 1000, gain: 0.25 })
    table('A true difference:', rates)
    for (const [name, { better, worse }] of Object.entries(rates)) {
      expect(better, name).toBeGreaterThan(0.5)
      expect(worse, name).toBeLessThan(0.002)
    }
  })
})

describe('tests of repeats', () => {
  it('reject 3.5 to 6.5 % where there is no difference, over 5 seeds', () => {
    const rates = simulateRepeats({ pairs: 20_000, seeds: 5, gain: 0, seed: 7 })
    table('No true difference, 5 runs each:', rates)
    expectSizes(rates)
  })
})
