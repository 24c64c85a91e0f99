import { describe, expect, it } from 'vitest'
import { countsWholes } from './whole-steps'

const points = (...xs: number[]) => ({ points: xs.map((x) => ({ x, y: 1 })) })

describe('an x axis', () => {
  it('of epochs counts whole things', () => {
    expect(countsWholes([points(1, 2, 3), points(1, 2)])).toBe(true)
  })
  it('of minutes or shares does not, even where one curve has whole numbers only', () => {
    expect(countsWholes([points(1, 2, 3), points(0.5, 1)])).toBe(false)
    expect(countsWholes([points(0, 1), points(0, 0.3, 1)])).toBe(false)
  })
  it('without a point counts nothing', () => {
    expect(countsWholes([])).toBe(false)
    expect(countsWholes([points()])).toBe(false)
  })
})
