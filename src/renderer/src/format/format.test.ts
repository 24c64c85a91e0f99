import { describe, expect, it } from 'vitest'
import { metricDelta, metricValue } from './metric'
import { bytes, compact, counted, decimal, integer, percent } from './number'
import { duration, moment } from './time'

describe('numbers for people', () => {
  it.each([
    [2.71321, '2.713'],
    [0.00123456, '0.001235'],
    [0.00001, '1e-5'],
    [1234567, '1,234,567'],
    [-8.259, '\u22128.259'],
    [-0.5, '\u22120.5'],
    [0, '0'],
    [57000, '57,000'],
    [1234.5, '1,235'],
    [0.42, '0.42'],
    [null, '–'],
    [NaN, '–'],
  ])('decimal(%s) is %s', (value, text) => expect(decimal(value)).toBe(text))

  it('separates thousands and agrees in number', () => {
    expect(integer(91200)).toBe('91,200')
    expect(counted(1, 'row')).toBe('1 row')
    expect(counted(91200, 'row')).toBe('91,200 rows')
    expect(counted(114, 'class', 'classes')).toBe('114 classes')
  })

  it('gives shares in percent, differences of shares in points', () => {
    expect(percent(0.334)).toBe('33.4 %')
    expect(metricValue('accuracy', 0.334)).toBe('33.4 %')
    expect(metricValue('loss', 2.7129)).toBe('2.713')
    expect(metricDelta('accuracy', 0.012)).toBe('+1.2 pp')
    expect(metricDelta('loss', -0.25)).toBe('\u22120.25')
  })

  it('shortens for narrow places', () => {
    expect(compact(131_072)).toBe('131 k')
    expect(compact(2_500_000)).toBe('2.5 M')
    expect(bytes(20_117_000)).toBe('20 MB')
    expect(bytes(512)).toBe('512 B')
  })
})

describe('times for people', () => {
  it.each([
    [850, '850 ms'],
    [4310, '4.3 s'],
    [59_600, '1 min 00 s'],
    [72_000, '1 min 12 s'],
    [7_500_000, '2 h 05 min'],
    [null, '–'],
  ])('duration(%s) is %s', (ms, text) => expect(duration(ms)).toBe(text))

  it('leaves out the date for today', () => {
    const now = new Date(2026, 10, 23, 18, 0)
    expect(moment(new Date(2026, 10, 23, 14, 2).toISOString(), now)).toBe('today, 14:02')
    expect(moment(new Date(2026, 10, 21, 14, 2).toISOString(), now)).toBe('21 Nov 2026, 14:02')
  })
})
