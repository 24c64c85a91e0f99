import { describe, expect, it } from 'vitest'
import fixtures from './fixtures/statistics.json'
import { correctedResampledT, pairedT, welchT } from './t-test'

const close = (got: number | undefined, wanted: number | undefined) => {
  expect(Math.abs((got ?? NaN) - (wanted ?? NaN))).toBeLessThan(1e-9 * Math.max(1, Math.abs(wanted ?? NaN)))
}

describe('pairedT', () => {
  it.each(fixtures.pairedT)('as in SciPy: t = $t', ({ differences, t, p, interval }) => {
    const test = pairedT(differences)
    close(test.t, t)
    close(test.p, p)
    close(test.interval?.[0], interval[0])
    close(test.interval?.[1], interval[1])
  })

  it('cannot tell from one row', () => {
    expect(pairedT([0.4])).toMatchObject({ mean: 0.4, p: 1, interval: null })
  })

  it('finds no difference where there is none', () => {
    expect(pairedT([0, 0, 0])).toMatchObject({ p: 1, interval: [0, 0] })
  })

  it('is sure of a difference that never varies', () => {
    expect(pairedT([0.5, 0.5, 0.5]).p).toBe(0)
  })
})

describe('welchT', () => {
  it.each(fixtures.welchT)('as in SciPy and statsmodels: t = $t', ({ a, b, t, degrees, p, interval }) => {
    const test = welchT(a, b)
    close(test.t, t)
    close(test.degrees, degrees)
    close(test.p, p)
    close(test.interval?.[0], interval[0])
    close(test.interval?.[1], interval[1])
  })

  it('cannot tell from one value on a side', () => {
    expect(welchT([0.3], [0.1, 0.2])).toMatchObject({ p: 1, interval: null })
  })

  it('finds no difference between equal constants', () => {
    expect(welchT([0.3, 0.3], [0.3, 0.3, 0.3]).p).toBe(1)
  })
})

describe('correctedResampledT', () => {
  it.each(fixtures.correctedT)('as the formula of Nadeau and Bengio in SciPy: t = $t', ({ differences, testToTrain, t, p }) => {
    const test = correctedResampledT(differences, testToTrain)
    close(test.t, t)
    close(test.p, p)
  })

  it('is the plain t-test when splits share nothing', () => {
    expect(correctedResampledT([0.1, 0.3, 0.2], 0).p).toBeCloseTo(pairedT([0.1, 0.3, 0.2]).p, 14)
  })
})
