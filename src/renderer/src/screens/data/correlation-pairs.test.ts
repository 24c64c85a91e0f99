import { expect, it } from 'vitest'
import { strongestPairs } from './correlation-pairs'

it('names each pair once, the closest first, whichever way it goes, and leaves out columns that do not vary', () => {
  const matrix = [
    [1, 0.2, -0.9, null],
    [0.2, 1, 0.5, null],
    [-0.9, 0.5, 1, null],
    [null, null, null, null],
  ]
  expect(strongestPairs({ columns: ['a', 'b', 'c', 'd'], matrix }, 2)).toEqual([
    { a: 'a', b: 'c', r: -0.9 },
    { a: 'b', b: 'c', r: 0.5 },
  ])
})
