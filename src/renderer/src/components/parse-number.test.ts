import { describe, expect, it } from 'vitest'
import { parseNumber } from './parse-number'

const any = { min: -Infinity, max: Infinity, whole: false }

describe('parseNumber', () => {
  it.each([
    ['0.001', 0.001],
    ['1e-3', 0.001],
    [' 42 ', 42],
    ['0,5', 0.5],
    ['\u22123', -3],
  ])('reads %s', (text, value) => expect(parseNumber(text, any)).toEqual({ value, problem: null }))

  it.each(['', ' ', 'ten', '1.2.3', 'Infinity', '--1'])('refuses %j', (text) => {
    expect(parseNumber(text, any)).toEqual({ value: null, problem: 'Type a number.' })
  })

  it('says which limit was crossed', () => {
    expect(parseNumber('1.5', { min: 1, max: 9, whole: true }).problem).toBe('Type a whole number.')
    expect(parseNumber('0', { min: 1, max: 9, whole: true }).problem).toBe('Not less than 1.')
    expect(parseNumber('10', { min: 1, max: 9, whole: true }).problem).toBe('Not more than 9.')
  })
})
