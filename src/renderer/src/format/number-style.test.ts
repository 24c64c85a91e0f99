import { afterEach, describe, expect, it } from 'vitest'
import { metricWorsening } from './metric'
import { bytes, compact, decimal, fixed, integer, percent } from './number'
import { numberStyle } from './number-style'
import { duration } from './time'

describe('the decimal style of the settings', () => {
  afterEach(() => {
    numberStyle.value = 'point'
  })

  it('reaches every number, once', () => {
    numberStyle.value = 'comma'
    expect(integer(91_200)).toBe('91.200')
    expect(decimal(2.71321)).toBe('2,713')
    expect(decimal(1234.5, 6)).toBe('1.234,5')
    expect(percent(0.334)).toBe('33,4 %')
    expect(compact(2_500_000)).toBe('2,5 M')
    expect(compact(0.125)).toBe('0,125')
    expect(fixed(0.5, 2)).toBe('0,50')
    expect(bytes(4032)).toBe('4,0 kB')
    expect(duration(4310)).toBe('4,3 s')
    expect(metricWorsening('accuracy', 0.048)).toBe('4,8 pp')
  })

  it('can separate thousands by a narrow space', () => {
    numberStyle.value = 'comma-space'
    expect(integer(91_200)).toBe('91\u202f200')
    numberStyle.value = 'point-space'
    expect(decimal(12_345.5, 7)).toBe('12\u202f345.5')
  })

  it('is a point unless set otherwise', () => expect(decimal(1234.5, 6)).toBe('1,234.5'))
})
