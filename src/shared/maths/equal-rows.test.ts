import fc from 'fast-check'
import { expect, it } from 'vitest'
import { EqualRows } from './equal-rows'

it('finds the same groups as comparing every row with every other', () => {
  const cell = fc.constantFrom(0, -0, 1, -1, 0.1, NaN, 1e300, 5e-324)
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 60 }), (rows) => {
      const equal = new EqualRows(rows.length)
      for (const c of [0, 1, 2] as const) equal.add(Float64Array.from(rows, (row) => row[c]))
      const key = (row: readonly number[]) => row.map((x) => String(x + 0)).join()
      const expected = new Map<string, number[]>()
      rows.forEach((row, i) => expected.set(key(row), [...(expected.get(key(row)) ?? []), i]))
      expect(equal.groups().map((g) => [...g])).toEqual([...expected.values()].filter((g) => g.length > 1))
    }),
  )
})

it('tells a million different rows apart', () => {
  const rows = 1_000_000
  const equal = new EqualRows(rows)
  equal.add(Float64Array.from({ length: rows }, (_, i) => Math.floor(i / 1000)))
  equal.add(Float64Array.from({ length: rows }, (_, i) => i % 1000))
  expect(equal.groups()).toEqual([])
})
