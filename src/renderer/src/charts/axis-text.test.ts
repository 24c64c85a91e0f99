import { describe, expect, it } from 'vitest'
import { axisFormat, shareFormat } from './axis-text'

describe('values beside an axis', () => {
  it('read differently however near they are to each other', () => {
    expect([0.689, 0.6895, 0.69, 0.6905].map((value) => axisFormat(value, 0.0005))).toEqual(['0.689', '0.6895', '0.69', '0.6905'])
    expect([0.9995, 1, 1.0005].map((value) => axisFormat(value, 0.0005))).toEqual(['0.9995', '1', '1.0005'])
    expect([0.3, 0.3002, 0.3004].map((value) => shareFormat(value, 0.0002))).toEqual(['30.00 %', '30.02 %', '30.04 %'])
  })
  it('have no more digits than they need', () => {
    expect([0, 0.2, 0.4].map((value) => axisFormat(value, 0.2))).toEqual(['0', '0.2', '0.4'])
    expect([0.1, 0.15].map((value) => shareFormat(value, 0.05))).toEqual(['10 %', '15 %'])
    expect(axisFormat(12_000, 1000)).toBe('12 k')
  })
})
