import { describe, expect, it } from 'vitest'
import { createRandom } from '../maths/random'
import { balancedAccuracyOf, macroF1Of } from '../metrics/classification-tally'
import { bootstrapClasses } from './bootstrap-classes'
import { gatherClassUnits } from './class-units'

const classes = 7
const random = createRandom(9)
const rows = 500
const labels = Int32Array.from({ length: rows }, () => random.below(random.below(classes) + 1))
const guess = (right: number) => labels.map((label) => (random.float() < right ? label : random.below(classes)))
const predictedA = guess(0.5)
const predictedB = labels.map((label, row) => (random.float() < 0.6 ? (predictedA[row] ?? 0) : random.float() < 0.6 ? label : random.below(classes)))

/** The metrics of the rows in `order`, by the definitions that the trainer uses. */
function metrics(predicted: Int32Array, order: ArrayLike<number>) {
  const counts = { support: new Float64Array(classes), predicted: new Float64Array(classes), right: new Float64Array(classes) }
  for (let i = 0; i < order.length; i++) {
    const row = order[i] ?? 0
    const [label, guessed] = [labels[row] ?? 0, predicted[row] ?? 0]
    counts.support[label] = (counts.support[label] ?? 0) + 1
    counts.predicted[guessed] = (counts.predicted[guessed] ?? 0) + 1
    if (label === guessed) counts.right[label] = (counts.right[label] ?? 0) + 1
  }
  return { macroF1: macroF1Of(counts) ?? NaN, balancedAccuracy: balancedAccuracyOf(counts) ?? NaN }
}
const all = Int32Array.from({ length: rows }, (_, row) => row)

describe('bootstrapClasses', () => {
  const result = bootstrapClasses(gatherClassUnits(labels, predictedA, predictedB, classes), classes, 10_000, createRandom(1))

  it.each(['macroF1', 'balancedAccuracy'] as const)('estimates %s as the trainer does', (metric) => {
    expect(result[metric].a.estimate).toBeCloseTo(metrics(predictedA, all)[metric], 12)
    expect(result[metric].b.estimate).toBeCloseTo(metrics(predictedB, all)[metric], 12)
    expect(result[metric].difference.estimate).toBeCloseTo(metrics(predictedB, all)[metric] - metrics(predictedA, all)[metric], 12)
  })

  it.each(['macroF1', 'balancedAccuracy'] as const)('spreads %s as drawing row by row does', (metric) => {
    const plain = Float64Array.from({ length: 3000 }, () => {
      const order = all.map(() => random.below(rows))
      return metrics(predictedB, order)[metric] - metrics(predictedA, order)[metric]
    })
    const mean = plain.reduce((sum, value) => sum + value, 0) / plain.length
    const deviation = Math.sqrt(plain.reduce((sum, value) => sum + (value - mean) ** 2, 0) / plain.length)
    expect(Math.abs(result[metric].difference.standardError / deviation - 1)).toBeLessThan(0.06)
  })

  it('is BCa, and its interval holds the estimate', () => {
    const { difference } = result.macroF1
    expect(difference.method).toBe('bca')
    expect(difference.interval[0]).toBeLessThan(difference.estimate)
    expect(difference.interval[1]).toBeGreaterThan(difference.estimate)
  })

  it('resamples whole keys: rows four times over give the interval of the rows once', () => {
    const fourfold = (values: Int32Array) => Int32Array.from({ length: 4 * rows }, (_, i) => values[i % rows] ?? 0)
    const keys = Int32Array.from({ length: 4 * rows }, (_, i) => i % rows)
    const units = gatherClassUnits(fourfold(labels), fourfold(predictedA), fourfold(predictedB), classes, keys)
    expect(units.units).toHaveLength(rows)
    const grouped = bootstrapClasses(units, classes, 10_000, createRandom(3)).macroF1.difference
    expect(grouped.estimate).toBeCloseTo(result.macroF1.difference.estimate, 12)
    expect(Math.abs(grouped.standardError / result.macroF1.difference.standardError - 1)).toBeLessThan(0.05)
  })

  it('mixes keys of one row and of several', () => {
    const keys = Int32Array.from({ length: rows }, (_, row) => (row < 100 ? Math.floor(row / 2) : row - 50))
    const mixed = bootstrapClasses(gatherClassUnits(labels, predictedA, predictedB, classes, keys), classes, 2000, createRandom(3))
    expect(mixed.macroF1.difference.estimate).toBeCloseTo(result.macroF1.difference.estimate, 12)
    expect(Math.abs(mixed.macroF1.difference.standardError / result.macroF1.difference.standardError - 1)).toBeLessThan(0.15)
  })

  it('spreads the same with so many rows that resamples are drawn two at a time', () => {
    const times = 240
    const many = (values: Int32Array) => Int32Array.from({ length: times * rows }, (_, i) => values[i % rows] ?? 0)
    const units = gatherClassUnits(many(labels), many(predictedA), many(predictedB), classes)
    const wide = bootstrapClasses(units, classes, 4000, createRandom(4)).macroF1.difference
    expect(wide.estimate).toBeCloseTo(result.macroF1.difference.estimate, 12)
    expect(Math.abs((wide.standardError * Math.sqrt(times)) / result.macroF1.difference.standardError - 1)).toBeLessThan(0.06)
  })

  it('finds nothing between a model and itself', () => {
    const same = bootstrapClasses(gatherClassUnits(labels, predictedA, predictedA, classes), classes, 200, createRandom(1))
    expect(same.macroF1.difference).toMatchObject({ estimate: 0, p: 1, interval: [0, 0] })
  })

  it('does with one row and one class', () => {
    const one = bootstrapClasses(gatherClassUnits([0], [0], [0], 1), 1, 10, createRandom(1))
    expect(one.macroF1.a.estimate).toBe(1)
    expect(one.macroF1.difference.p).toBe(1)
  })
})
