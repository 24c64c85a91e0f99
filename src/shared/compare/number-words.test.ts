import { describe, expect, it } from 'vitest'
import { besideValue, bytesText, differenceText, durationText, intervalText, metricText, pText, testIntervalText, valueIntervalText } from './number-words'

describe('numbers in words', () => {
  it('writes shares in percent and their differences in points', () => {
    expect(metricText('accuracy', 0.33412)).toBe('33.4 %')
    expect(differenceText('accuracy', -0.0123)).toBe('−1.23 points')
    expect(differenceText('accuracy', 0)).toBe('±0.00 points')
    expect(intervalText('accuracy', [-0.002, 0.011])).toBe('−0.20 to +1.10 points')
    expect(valueIntervalText('accuracy', [0.32, 0.341])).toBe('32.0–34.1 %')
  })

  it('says beside a value why it has no interval', () => {
    expect(besideValue('accuracy', { value: 0.33, interval: [0.32, 0.341] })).toBe('32.0–34.1 %')
    expect(besideValue('loss', { value: 0.33, interval: null })).toBe('no interval: the losses of the rows do not make it up')
    expect(besideValue('macroF1', { value: 1, interval: null })).toBe('no interval: too few rows vary')
    expect(besideValue('matthews', { value: 0.5, interval: null })).toBe('no interval is worked out')
    expect(besideValue('loss', { value: null, interval: null })).toBeNull()
  })

  it('writes other metrics with as many digits in every row', () => {
    expect(metricText('logLoss', 2.89)).toBe('2.890')
    expect(metricText('rmse', 123_456.7)).toBe('123457')
    expect(differenceText('logLoss', -0.2604)).toBe('−0.260')
    expect(metricText('r2', null)).toBe('–')
  })

  it('writes p as it is read', () => {
    expect([0.00003, 0.0131, 0.2].map(pText)).toEqual(['< 0.001', '= 0.013', '= 0.20'])
  })

  it('says why a tested difference has no interval', () => {
    expect(testIntervalText({ metric: 'macroF1', test: 'paired-bootstrap', interval: [-0.01, 0.02] })).toBe('−1.00 to +2.00 points')
    expect(testIntervalText({ metric: 'macroF1', test: 'paired-bootstrap', interval: null })).toBe('no interval: too few rows differ')
    expect(testIntervalText({ metric: 'macroF1', test: 'welch-t', interval: null })).toBe('no interval: too few runs')
  })

  it('writes sizes with their unit', () => {
    expect([850, 4032, 49_380, 1_234_567, null].map(bytesText)).toEqual(['850 B', '4.0 kB', '49 kB', '1.2 MB', '–'])
  })

  it('writes durations with their unit', () => {
    expect([1.2, 850, 12_340, 72_000, 7_500_000, null].map(durationText)).toEqual(['1.2 ms', '850 ms', '12.3 s', '1 min 12 s', '2 h 5 min', '–'])
  })
})
