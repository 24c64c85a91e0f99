import fc from 'fast-check'
import { expect, it } from 'vitest'
import { sliceCategories, sliceNumbers } from './slice-values'

const plain = String

it('cuts numbers into ranges of about equally many values, missing ones last', () => {
  const { codes, names } = sliceNumbers(Float64Array.of(5, 1, NaN, 9, 3, 7, 2, 8, 4, 6), 3, plain)
  expect(names).toEqual([
    { name: '1 to 3', kind: 'range', range: [1, 3] },
    { name: '4 to 6', kind: 'range', range: [4, 6] },
    { name: '7 to 9', kind: 'range', range: [7, 9] },
    { name: 'missing', kind: 'missing', range: null },
  ])
  expect([...codes]).toEqual([1, 0, 3, 2, 0, 2, 0, 2, 1, 1])
})

it('gives few distinct numbers a slice each', () => {
  const { codes, names } = sliceNumbers(Float64Array.of(1, 0, 1, 1), 5, (value) => (value === 1 ? 'yes' : 'no'))
  expect(names.map(({ name }) => name)).toEqual(['no', 'yes'])
  expect([...codes]).toEqual([1, 0, 1, 1])
})

it('never parts equal numbers, and puts each into the range that holds it', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.integer({ min: -5, max: 5 }), fc.constant(NaN)), { minLength: 1, maxLength: 60 }), fc.integer({ min: 2, max: 8 }), (given, bins) => {
      const { codes, names } = sliceNumbers(Float64Array.from(given), bins, plain)
      expect(names.filter(({ kind }) => kind !== 'missing').length).toBeLessThanOrEqual(bins)
      given.forEach((value, row) => {
        const slice = names[codes[row] ?? -1]
        if (Number.isNaN(value)) expect(slice?.kind).toBe('missing')
        else expect(slice?.range !== null && slice !== undefined && value >= slice.range[0] && value <= slice.range[1]).toBe(true)
      })
      // No slice is empty.
      expect(new Set(codes).size).toBe(names.length)
    }),
  )
})

it('keeps the most frequent categories, the others together', () => {
  // Levels a to e: d three times, b twice, the others once; one missing.
  const { codes, names } = sliceCategories(Int32Array.of(3, 1, 3, -1, 0, 3, 1, 2, 4), ['a', 'b', 'c', 'd', 'e', 'never'], 3)
  expect(names.map(({ name, kind }) => [name, kind])).toEqual([['d', 'value'], ['b', 'value'], ['3 other values', 'other'], ['missing', 'missing']])
  expect([...codes]).toEqual([0, 1, 0, 3, 2, 0, 1, 2, 2])
})
