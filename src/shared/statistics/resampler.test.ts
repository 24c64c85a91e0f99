import { describe, expect, it } from 'vitest'
import { createRandom } from '../maths/random'
import { secondLane } from './poisson-table'
import { resampler } from './resampler'
import { thirdLane, TripleResampler } from './triple-resampler'

type Drawn = (kinds: readonly number[], draws: number, seed?: number) => number[][]

/** Counts of `draws` resamples, both lanes. */
const drawnByTwo: Drawn = (kinds, draws, seed = 1) => {
  const draw = resampler(kinds, createRandom(seed))
  return Array.from({ length: draws / 2 }, () => Array.from(draw.nextTwo())).flatMap((pairs) => [
    pairs.map((pair) => pair % secondLane),
    pairs.map((pair) => Math.floor(pair / secondLane)),
  ])
}

/** Counts of `draws` resamples, all three lanes. */
const drawnByThree: Drawn = (kinds, draws, seed = 1) => {
  const draw = new TripleResampler(kinds, createRandom(seed))
  const lanes = [1, thirdLane, thirdLane ** 2]
  return Array.from({ length: Math.ceil(draws / 3) }, () => Array.from(draw.next()))
    .flatMap((triples) => lanes.map((lane) => triples.map((triple) => Math.floor(triple / lane) % thirdLane)))
    .slice(0, draws)
}

describe.each([
  ['two at a time', drawnByTwo],
  ['three at a time', drawnByThree],
] as const)('a resampler that draws %s', (_name, drawn) => {
  it.each([[[1]], [[1, 1, 1]], [[5, 1, 16, 17, 30]], [[1000, 3, 280, 700, 1]]])('draws as many units as there are: %j', (kinds) => {
    const units = kinds.reduce((sum, size) => sum + size, 0)
    for (const counts of drawn(kinds, 200)) {
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(units)
      expect(Math.min(...counts)).toBeGreaterThanOrEqual(0)
    }
  })

  it('draws each kind as a binomial: mean, variance and covariance within their own error', () => {
    const kinds = [1, 2, 40, 300, 57, 600]
    const draws = 20_000
    const samples = drawn(kinds, draws, 7)
    const n = 1000
    const means = kinds.map((_, k) => samples.reduce((sum, counts) => sum + (counts[k] ?? 0), 0) / draws)
    kinds.forEach((size, k) => {
      const variance = size * (1 - size / n)
      const found = samples.reduce((sum, counts) => sum + ((counts[k] ?? 0) - size) ** 2, 0) / draws
      expect(Math.abs((means[k] ?? NaN) - size)).toBeLessThan(4 * Math.sqrt(variance / draws))
      expect(Math.abs(found / variance - 1)).toBeLessThan(4 * Math.sqrt((2 + 1 / variance) / draws))
    })
    const covariance = samples.reduce((sum, counts) => sum + ((counts[3] ?? 0) - 300) * ((counts[5] ?? 0) - 600), 0) / draws
    expect(covariance).toBeGreaterThan(-180 - 8)
    expect(covariance).toBeLessThan(-180 + 8)
  })

  it('draws a single unit among many with the chances of a binomial', () => {
    const draws = 40_000
    const zeroToThree = [0, 0, 0, 0]
    for (const counts of drawn([1, 99], draws, 3)) {
      const count = counts[0] ?? 0
      if (count < 4) zeroToThree[count] = (zeroToThree[count] ?? 0) + 1
    }
    const chance = [0.99 ** 100, 100 * 0.01 * 0.99 ** 99, 4950 * 0.01 ** 2 * 0.99 ** 98, 161_700 * 0.01 ** 3 * 0.99 ** 97]
    zeroToThree.forEach((count, k) => {
      const p = chance[k] ?? NaN
      expect(Math.abs(count / draws - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / draws))
    })
  })

  it('draws those that are drawn at once independently', () => {
    const samples = drawn([50, 1, 49], 30_000, 5)
    for (const apart of [1, 2]) {
      for (const kind of [0, 1]) {
        const size = kind === 0 ? 50 : 1
        let sum = 0
        for (let i = 0; i + apart < samples.length; i++) sum += ((samples[i]?.[kind] ?? NaN) - size) * ((samples[i + apart]?.[kind] ?? NaN) - size)
        // Each has variance size * (1 - size / 100), so the mean product has standard error variance / sqrt(30,000).
        expect(Math.abs(sum / samples.length)).toBeLessThan((4 * size * (1 - size / 100)) / Math.sqrt(samples.length))
      }
    }
  })

  it('repeats itself for the same seed', () => {
    expect(drawn([3, 400, 2], 20, 11)).toEqual(drawn([3, 400, 2], 20, 11))
    expect(drawn([3, 400, 2], 20, 11)).not.toEqual(drawn([3, 400, 2], 20, 12))
  })
})
