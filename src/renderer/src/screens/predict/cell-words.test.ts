import { describe, expect, it } from 'vitest'
import { cellWords, dateForField } from './cell-words'

const date = { kind: 'date' } as const

describe('a cell in words', () => {
  it.each([
    [null, 'missing'],
    [0, '1970-01-01'],
    [86_399, '1970-01-01 23:59:59'],
    [-62_198_755_200, '-000001-01-01'],
  ])('says the date %s', (cell, words) => expect(cellWords(cell, date)).toBe(words))

  // The first second that no date can be, on either side (year ±271,821 around 1970), and what a spreadsheet's mistake looks like.
  it.each([8_640_000_000_001, -8_640_000_000_001, 1e300, Number.NaN, Number.POSITIVE_INFINITY])('has words for %s, which no date can be', (cell) => {
    expect(cellWords(cell, date)).toContain('s since 1970')
    expect(dateForField(cell)).toBe('')
  })

  it('fills the field of the browser where that can hold the date', () => {
    expect(dateForField(0)).toBe('1970-01-01T00:00:00')
    expect(dateForField(8_640_000_000_000)).toBe('275760-09-13T00:00:00')
    expect(dateForField(253_402_300_800)).toBe('10000-01-01T00:00:00')
    expect(dateForField(-62_198_755_200)).toBe('')
  })
})
