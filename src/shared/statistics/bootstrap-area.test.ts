import { describe, expect, it } from 'vitest'
import { createRandom } from '../maths/random'
import { bootstrapArea } from './bootstrap-area'
import fixture from './fixtures/area.json'

const positive = Uint8Array.from(fixture.positive)
const { a, b } = fixture
const found = bootstrapArea([a, b], positive, undefined, positive.length, 10_000, createRandom(3))

describe('bootstrapArea', () => {
  it('finds the areas that scikit-learn finds, ties counting half', () => {
    found?.areas.forEach(({ estimate }, i) => expect(estimate).toBeCloseTo(fixture.areas[i] ?? NaN, 12))
    expect(found?.difference?.estimate).toBeCloseTo((fixture.areas[1] ?? NaN) - (fixture.areas[0] ?? NaN), 12)
  })

  it('has about the standard errors of DeLong', () => {
    found?.areas.forEach(({ standardError }, i) => expect(standardError / (fixture.errors[i] ?? NaN)).toBeCloseTo(1, 1))
    expect((found?.difference?.standardError ?? NaN) / fixture.differenceError).toBeCloseTo(1, 1)
  })

  it('has the BCa interval that SciPy finds by drawing row by row', () => {
    expect(found?.areas[0]?.method).toBe('bca')
    for (const end of [0, 1] as const) {
      expect(Math.abs((found?.areas[0]?.interval[end] ?? NaN) - (fixture.interval[end] ?? NaN))).toBeLessThan(0.1 * (fixture.errors[0] ?? 0))
      expect(Math.abs((found?.difference?.interval[end] ?? NaN) - (fixture.differenceInterval[end] ?? NaN))).toBeLessThan(0.1 * fixture.differenceError)
    }
  })

  it('resamples whole keys: rows twice over give the interval of the rows once', () => {
    const twice = <Value>(values: ArrayLike<Value>) => [...Array.from(values), ...Array.from(values)]
    const keys = Int32Array.from({ length: 2 * positive.length }, (_, i) => i % positive.length)
    const doubled = bootstrapArea([twice(a), twice(b)], Uint8Array.from(twice(positive)), keys, positive.length, 10_000, createRandom(3))
    expect(doubled?.areas[0]?.estimate).toBeCloseTo(fixture.areas[0] ?? NaN, 12)
    for (const end of [0, 1] as const) expect(doubled?.difference?.interval[end]).toBeCloseTo(found?.difference?.interval[end] ?? NaN, 3)
  })

  it('says nothing where a class is absent, and cannot tell a model from itself', () => {
    expect(bootstrapArea([a], new Uint8Array(a.length), undefined, a.length, 100, createRandom(1))).toBeNull()
    const same = bootstrapArea([a, a], positive, undefined, a.length, 200, createRandom(1))
    expect(same?.difference).toMatchObject({ estimate: 0, standardError: 0, p: 1 })
  })

  it('knows a model that is always right: there is nothing to resample', () => {
    const perfect = bootstrapArea([fixture.positive], positive, undefined, positive.length, 200, createRandom(1))
    expect(perfect?.areas[0]).toMatchObject({ estimate: 1, interval: [1, 1] })
  })
})
