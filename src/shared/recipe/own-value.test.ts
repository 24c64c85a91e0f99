import { expect, it } from 'vitest'
import { ownValue } from './own-value'

it('undoes scaling and logarithms, in the reverse order', () => {
  const operations = [{ kind: 'fill', value: 3 }, { kind: 'log1p' }, { kind: 'linear', shift: 2, scale: 0.5 }] as const
  const input = (Math.log1p(40) - 2) / 0.5
  expect(ownValue(input, operations)).toBeCloseTo(40, 10)
  expect(ownValue(1, [{ kind: 'linear', shift: 0, scale: -2 }])).toBe(-2)
})

it('knows of no value behind a rank', () => {
  expect(ownValue(0.3, [{ kind: 'rank-normal', knots: [1, 2] }])).toBeNull()
})
