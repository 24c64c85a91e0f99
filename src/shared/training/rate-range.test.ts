import { expect, it } from 'vitest'
import { rangeRate, readRateRange } from './rate-range'

const curve = (loss: (rate: number) => number | null) =>
  Array.from({ length: 100 }, (_, i) => {
    const learningRate = rangeRate(1e-6, 1, i, 100)
    return { learningRate, loss: loss(learningRate) }
  })

it('suggests a tenth of the rate where the loss is lowest', () => {
  // Lowest at 1e-2, on a logarithmic scale.
  const { suggestion } = readRateRange(curve((rate) => 1 + (Math.log10(rate) + 2) ** 2))
  expect(Math.log10(suggestion ?? 0)).toBeCloseTo(-2.7, 0)
})

it('stops reading where the loss is no longer a number', () => {
  const { smoothed, suggestion } = readRateRange(curve((rate) => (rate > 0.1 ? null : 2 - rate)))
  expect(smoothed.at(-1)).toBeNull()
  expect(suggestion).toBeLessThanOrEqual(0.01)
})

it('suggests nothing when the loss never falls', () => {
  expect(readRateRange(curve((rate) => 1 + rate)).suggestion).toBeNull()
})

it('covers the range evenly on a logarithmic scale', () => {
  expect([0, 1, 2].map((i) => rangeRate(1e-4, 1, i, 3))).toEqual([1e-4, expect.closeTo(1e-2, 10), 1])
})
