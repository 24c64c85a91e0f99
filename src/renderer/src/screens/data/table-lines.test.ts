import { describe, expect, it } from 'vitest'
import { firstLineFor, firstRow, mostLines } from './table-lines'

const drawn = 30

describe('the lines of a table', () => {
  it('are its rows where there are not too many', () => {
    for (const line of [0, 1, 500_000, mostLines - drawn]) expect(firstRow(line, line + drawn - 1, mostLines)).toBe(line)
  })

  it.each([mostLines + 1, 2_500_000, 12_000_000])('lead from the first to the last of %i rows', (count) => {
    expect(firstRow(0, drawn - 1, count)).toBe(0)
    expect(firstRow(mostLines - drawn, mostLines - 1, count)).toBe(count - drawn)
    for (const from of [0, 500_000, mostLines - 3000]) {
      for (let line = from; line + drawn < mostLines && line < from + 2500; line++) {
        const [here, next] = [firstRow(line, line + drawn - 1, count), firstRow(line + 1, line + drawn, count)]
        expect(next).toBeGreaterThanOrEqual(here)
        expect(next + drawn).toBeLessThanOrEqual(count)
      }
    }
  })

  it.each([mostLines + 1, 5_000_000])('bring a row of %i that is asked for into view', (count) => {
    for (const row of [0, 1, 17, 123_456, count >> 1, count - 1000, count - 10, count - 1]) {
      const line = Math.min(mostLines - drawn, firstLineFor(row, drawn, count))
      const first = firstRow(line, line + drawn - 1, count)
      expect(row).toBeGreaterThanOrEqual(first)
      expect(row).toBeLessThan(first + drawn)
    }
  })
})
