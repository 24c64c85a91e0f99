import { describe, expect, it } from 'vitest'
import { contenders, rankConfigurations, seedOptimism, spreadOf } from './ranking'
import type { Trial } from './trial'

const trial = (number: number, configuration: number, seed: number, objective: number | null): Trial => ({
  trial: number, run: `r-${number}`, configuration, values: { a: configuration }, seed, by: 'strategy', bracket: null, until: null,
  status: objective === null ? 'failed' : 'completed', reason: null, objective, epoch: 1, epochs: 3, parameters: 1, trainMs: 1, curve: [], begun: '', ended: '',
})
const max = { metric: 'accuracy', direction: 'max' } as const

describe('the ranking', () => {
  it('goes by the mean over seeds, the earlier of equals first, and leaves out what has no value', () => {
    const ranked = rankConfigurations([trial(1, 1, 1, 0.5), trial(2, 1, 2, 0.7), trial(3, 2, 1, 0.6), trial(4, 3, 1, null), trial(5, 4, 1, 0.9), trial(6, 4, 2, null)], max)
    expect(ranked.map(({ configuration, objective, trials, measured }) => [configuration, objective, trials, measured])).toEqual([
      [4, 0.9, [5, 6], 1],
      [1, 0.6, [1, 2], 2],
      [2, 0.6, [3], 1],
    ])
    expect(ranked[1]?.standardDeviation).toBeCloseTo(Math.SQRT1_2 * 0.2, 12)
  })
  it('turns round for what is better small', () => {
    expect(rankConfigurations([trial(1, 1, 1, 0.5), trial(2, 2, 1, 0.4)], { metric: 'loss', direction: 'min' })[0]?.configuration).toBe(2)
  })
})

describe('the optimism of seeds', () => {
  it('is the gap between the value chosen by a seed and the others of the same combination, by hand', () => {
    const trials = [trial(1, 1, 1, 0.6), trial(2, 1, 2, 0.4), trial(3, 2, 1, 0.5), trial(4, 2, 2, 0.5)]
    // Seed 1 takes 1: 0.6 - 0.4. Seed 2 takes 2: 0.5 - 0.5.
    expect(seedOptimism(trials, max)).toEqual({ optimism: expect.closeTo(0.1, 12) as number, seeds: 2, configurations: 2 })
  })
  it('is unknown without two seeds and two combinations', () => {
    expect(seedOptimism([trial(1, 1, 1, 0.6), trial(2, 2, 1, 0.4)], max)).toBeNull()
    expect(seedOptimism([trial(1, 1, 1, 0.6), trial(2, 1, 2, 0.4)], max)).toBeNull()
  })
})

describe('a spread', () => {
  it('has mean, deviation and t interval (SciPy: t.interval(0.95, 2, 2, 1/sqrt(3)))', () => {
    const spread = spreadOf([1, 2, 3])
    expect([spread?.mean, spread?.standardDeviation]).toEqual([2, 1])
    expect(spread?.interval?.[0]).toBeCloseTo(-0.4841377118, 8)
    expect(spreadOf([4])).toEqual({ count: 1, mean: 4, standardDeviation: null, interval: null })
    expect(spreadOf([])).toBeNull()
  })
  it('is wider where tries share training rows', () => {
    const [alone, shared] = [spreadOf([1, 2, 3]), spreadOf([1, 2, 3], 0.25)]
    // Nadeau & Bengio: 1/3 becomes 1/3 + 1/4.
    expect((shared?.interval?.[1] ?? 0) - 2).toBeCloseTo(((alone?.interval?.[1] ?? 0) - 2) * Math.sqrt((1 / 3 + 1 / 4) * 3), 10)
  })
})

describe('combinations with fewer seeds than the rest', () => {
  // 1 has both seeds, 2 one of them, and a better value.
  const trials = [trial(1, 1, 1, 0.6), trial(2, 1, 2, 0.6), trial(3, 2, 1, 0.9)]
  it('rank behind those that have all', () => {
    expect(rankConfigurations(trials, max, 2).map((one) => one.configuration)).toEqual([1, 2])
    expect(contenders(rankConfigurations(trials, max, 2), 2).map((one) => one.configuration)).toEqual([1])
  })
  it('rank among themselves where none has all', () => {
    expect(rankConfigurations(trials.slice(1), max, 3).map((one) => one.configuration)).toEqual([2, 1])
    expect(contenders(rankConfigurations(trials, max, 3), 3)).toHaveLength(2)
  })
})

describe('a spread of a metric', () => {
  it('ends where the metric does, and says so', () => {
    expect(spreadOf([0.6, 0.84], null, 'accuracy')).toMatchObject({ interval: [0, 1], cut: true })
    expect(spreadOf([0.2, 1.2], null, 'loss')).toMatchObject({ interval: [0, expect.any(Number)], cut: true })
    expect(spreadOf([0.6, 0.61, 0.6, 0.61], null, 'accuracy')?.cut).toBeUndefined()
    expect(spreadOf([-3, 0.9], null, 'r2')?.interval?.[1]).toBe(1)
  })
  it('has no interval where all tries are equal: three equal ones do not make it certain', () => {
    expect(spreadOf([1, 1, 1], null, 'accuracy')).toEqual({ count: 3, mean: 1, standardDeviation: 0, interval: null })
  })
})
