import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assignFolds, assignGroupFolds } from './folds'
import { splitGroups } from './split-groups'
import { numberStrata, partSizes, splitOrdered, splitRandom, splitStratified } from './split-rows'

const count = (parts: ArrayLike<number>, part: number) => Array.from(parts).filter((p) => p === part).length
const strataOf = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 3, maxLength: 300 }).map((xs) => {
  // Numbered without gaps.
  const used = [...new Set(xs)].sort((a, b) => a - b)
  return Int32Array.from(xs, (x) => used.indexOf(x))
})
const sharesOf = fc.record({ validation: fc.double({ min: 0, max: 0.4, noNaN: true }), test: fc.double({ min: 0, max: 0.5, noNaN: true }) })
const seedOf = fc.integer({ min: 0, max: 0xffffffff })

describe('splits', () => {
  it('by class have the sizes of a random split, and each class in its share to within a row', () => {
    fc.assert(
      fc.property(strataOf, sharesOf, seedOf, (strata, shares, seed) => {
        const parts = splitStratified(strata, shares, seed)
        const [, validation, test] = partSizes(strata.length, shares)
        const sizes = new Map<number, number>()
        for (const s of strata) sizes.set(s, (sizes.get(s) ?? 0) + 1)
        const scarce = [...sizes.values()].some((n) => n < 8)
        if (!scarce) expect([count(parts, 1), count(parts, 2)]).toEqual([validation, test])
        for (const [s, n] of sizes) {
          const own = Array.from(parts).filter((_, row) => strata[row] === s)
          expect(count(own, 0)).toBeGreaterThanOrEqual(1)
          if (!scarce) expect(Math.abs(count(own, 2) - n * shares.test)).toBeLessThanOrEqual(1.000001)
        }
      }),
    )
  })

  it('are the same for the same seed and differ for another', () => {
    const strata = Int32Array.from({ length: 500 }, (_, i) => i % 7)
    const shares = { validation: 0.1, test: 0.2 }
    for (const split of [(seed: number) => splitStratified(strata, shares, seed), (seed: number) => splitRandom(500, shares, seed), (seed: number) => splitGroups(strata.map((_, i) => i >> 2), strata, shares, seed)]) {
      expect(split(1)).toEqual(split(1))
      expect(split(1)).not.toEqual(split(2))
    }
  })

  it('of exact shares are exact: 1,000 rows a class give 700, 100 and 200', () => {
    const strata = Int32Array.from({ length: 3000 }, (_, i) => Math.floor(i / 1000))
    const parts = splitStratified(strata, { validation: 0.1, test: 0.2 }, 42)
    for (const s of [0, 1, 2]) {
      const own = parts.subarray(s * 1000, s * 1000 + 1000)
      expect([count(own, 0), count(own, 1), count(own, 2)]).toEqual([700, 100, 200])
    }
  })

  it('by group keep every key on one side, near the shares', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 60, maxLength: 400 }), seedOf, (keys, seed) => {
        const used = [...new Set(keys)]
        const groups = Int32Array.from(keys, (k) => used.indexOf(k))
        const parts = splitGroups(groups, null, { validation: 0.1, test: 0.2 }, seed)
        const seen = new Map<number, number>()
        groups.forEach((g, row) => {
          expect(seen.get(g) ?? parts[row]).toBe(parts[row])
          seen.set(g, parts[row] as number)
        })
        if (used.length > 30) expect(Math.abs(count(parts, 2) / keys.length - 0.2)).toBeLessThan(0.1)
      }),
    )
  })

  it('by group keep the classes in their shares where groups are many', () => {
    const groups = Int32Array.from({ length: 3000 }, (_, i) => i >> 1)
    const strata = groups.map((g) => (g % 10 === 0 ? 1 : 0))
    const parts = splitGroups(groups, strata, { validation: 0.1, test: 0.2 }, 5)
    for (const [part, share] of [[0, 0.7], [1, 0.1], [2, 0.2]] as const) {
      const rows = Array.from(parts, (p, row) => (p === part ? row : -1)).filter((row) => row >= 0)
      expect(Math.abs(rows.length / 3000 - share)).toBeLessThan(0.005)
      expect(Math.abs(rows.filter((row) => strata[row] === 1).length / rows.length - 0.1)).toBeLessThan(0.01)
    }
  })

  it('in order take the last rows for the test', () => {
    expect([...splitOrdered(Int32Array.of(4, 3, 2, 1, 0), { validation: 0.2, test: 0.2 })]).toEqual([2, 1, 0, 0, 0])
  })

  it('of a number to be predicted see its whole range', () => {
    const values = Float64Array.from({ length: 200 }, (_, i) => (i * 37) % 200)
    const strata = numberStrata(values)
    const tested = Array.from(splitStratified(strata, { validation: 0, test: 0.2 }, 3), (p, row) => (p === 2 ? (values[row] as number) : -1)).filter((y) => y >= 0)
    for (let tenth = 0; tenth < 10; tenth++) expect(tested.filter((y) => Math.floor(y / 20) === tenth)).toHaveLength(4)
  })
})

describe('folds', () => {
  it('are of one size to within a row, in every stratum', () => {
    fc.assert(
      fc.property(strataOf, fc.integer({ min: 2, max: 6 }), seedOf, (strata, k, seed) => {
        const folds = assignFolds(strata, k, seed)
        const spread = (rows: readonly number[]) => {
          const sizes = Array.from({ length: k }, (_, f) => rows.filter((row) => folds[row] === f).length)
          return Math.max(...sizes) - Math.min(...sizes)
        }
        const rows = Array.from(strata, (_, i) => i)
        expect(spread(rows)).toBeLessThanOrEqual(1)
        for (const s of new Set(strata)) expect(spread(rows.filter((row) => strata[row] === s))).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('by group keep every key in one fold, and the folds near one size', () => {
    const groups = Int32Array.from({ length: 1000 }, (_, i) => i % 150)
    const folds = assignGroupFolds(groups, groups.map((g) => g % 3), 5, 9)
    const byGroup = new Map<number, Set<number>>()
    groups.forEach((g, row) => byGroup.set(g, (byGroup.get(g) ?? new Set()).add(folds[row] as number)))
    expect([...byGroup.values()].every((f) => f.size === 1)).toBe(true)
    for (let f = 0; f < 5; f++) expect(Math.abs(count(folds, f) - 200)).toBeLessThanOrEqual(14)
  })
})
