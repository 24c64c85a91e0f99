import { describe, expect, it } from 'vitest'
import { bestPlaces, halvingBracket, hyperbandBrackets } from './halving'
import { bestBy, isHopeless, thinCurve } from './median-rule'

const pairs = (bracket: readonly { readonly configurations: number; readonly epochs: number }[]) => bracket.map(({ configurations, epochs }) => [configurations, epochs])

describe('brackets', () => {
  it('of Hyperband are those of table 1 of its paper (R = 81, factor 3)', () => {
    expect(hyperbandBrackets(1, 81, 3).map(pairs)).toEqual([
      [[81, 1], [27, 3], [9, 9], [3, 27], [1, 81]],
      [[34, 3], [11, 9], [3, 27], [1, 81]],
      [[15, 9], [5, 27], [1, 81]],
      [[8, 27], [2, 81]],
      [[5, 81]],
    ])
  })

  it('of Hyperband begin no lower than the fewest epochs', () => {
    expect(hyperbandBrackets(5, 45, 3).map(pairs)).toEqual([[[9, 5], [3, 15], [1, 45]], [[5, 15], [1, 45]], [[3, 45]]])
  })

  it('of successive halving end at all epochs', () => {
    expect(pairs(halvingBracket(16, 2, 16, 2))).toEqual([[16, 2], [8, 4], [4, 8], [2, 16]])
    expect(pairs(halvingBracket(27, 4, 30, 3))).toEqual([[27, 4], [9, 12], [3, 30]])
    // The last one is trained to the end at once.
    expect(pairs(halvingBracket(9, 1, 81, 3))).toEqual([[9, 1], [3, 3], [1, 81]])
    expect(pairs(halvingBracket(1, 1, 10, 3))).toEqual([[1, 1], [1, 10]])
  })

  it('keep the best, the earlier of equals, and what has no value last', () => {
    expect(bestPlaces([0.3, null, 0.5, 0.3, 0.9], 3, 'max')).toEqual([4, 2, 0])
    expect(bestPlaces([0.3, null, 0.5], 3, 'min')).toEqual([0, 2, 1])
  })
})

describe('the median rule', () => {
  const others = [0.2, 0.4, 0.6].map((top) => [[1, top / 2], [2, top], [3, top - 0.05]] as const)
  const rule = { startup: 3, warmup: 2 }
  it('ends what is worse than the median of the best values at that epoch', () => {
    expect(isHopeless([[1, 0.1], [2, 0.39]], others, 2, 'max', rule)).toBe(true)
    expect(isHopeless([[1, 0.1], [2, 0.41]], others, 2, 'max', rule)).toBe(false)
    // Its best counts, not its last.
    expect(isHopeless([[1, 0.1], [2, 0.41], [3, 0.1]], others, 3, 'max', rule)).toBe(false)
    expect(isHopeless([[1, 0.1], [2, 0.5]], others, 2, 'min', rule)).toBe(false)
  })
  it('waits for enough trials and epochs', () => {
    expect(isHopeless([[1, 0]], others, 1, 'max', rule)).toBe(false)
    expect(isHopeless([[1, 0], [2, 0]], others.slice(1), 2, 'max', rule)).toBe(false)
  })
})

describe('a thinned curve', () => {
  it('keeps both ends and its best', () => {
    const curve = Array.from({ length: 1000 }, (_, i) => [i + 1, i === 613 ? 9 : 1] as const)
    const thin = thinCurve(curve, 'max')
    expect(thin.length).toBeLessThanOrEqual(61)
    expect([thin[0]?.[0], thin.at(-1)?.[0]]).toEqual([1, 1000])
    expect(bestBy(thin, Infinity, 'max')).toBe(9)
  })
})
