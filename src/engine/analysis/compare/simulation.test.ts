import { describe, expect, it } from 'vitest'
import { simulatePairs, simulateRepeats } from './fixtures/simulate-pairs'

// Small: 200 pairs leave the rate of a 5 % test uncertain by 1.5 points, so the bounds are wide. simulation.deep.ts has the narrow ones.
const small = { pairs: 200, rows: 500, classes: 5, resamples: 1000, seed: 1 } as const

describe('tests of pairs, small', () => {
  it('reject about as often as they say where there is no difference', () => {
    for (const [name, { better, worse }] of Object.entries(simulatePairs({ ...small, gain: 0 }))) {
      expect(better + worse, name).toBeLessThan(0.1)
    }
  })

  it('point the right way where there is one', () => {
    for (const [name, { better, worse }] of Object.entries(simulatePairs({ ...small, pairs: 40, gain: 0.6 }))) {
      expect(better, name).toBeGreaterThan(0.9)
      expect(worse, name).toBe(0)
    }
  })
})

describe('tests of repeats, small', () => {
  it('reject about as often as they say, and point the right way', () => {
    for (const [name, { better, worse }] of Object.entries(simulateRepeats({ pairs: 2000, seeds: 5, gain: 0, seed: 2 }))) {
      expect(better + worse, name).toBeLessThan(0.065)
    }
    for (const [name, { better, worse }] of Object.entries(simulateRepeats({ pairs: 500, seeds: 5, gain: 4, seed: 3 }))) {
      expect(better, name).toBeGreaterThan(0.9)
      expect(worse, name).toBe(0)
    }
  })
})
