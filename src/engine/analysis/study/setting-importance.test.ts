import { describe, expect, it } from 'vitest'
import { randomPoint } from '@shared/study/sample'
import { assignmentAt } from '@shared/study/space'
import type { Parameter } from '@shared/study/space'
import { createRandom } from '@shared/maths/random'
import { decomposeTree, marginalAt } from './functional-anova'
import { growTree, predictTree, sortPoints } from './regression-tree'
import type { Leaf } from './regression-tree'
import { settingImportance } from './setting-importance'

const box = (low: readonly number[], high: readonly number[], value: number): Leaf => ({ low: Float64Array.from(low), high: Float64Array.from(high), value })

describe('the variance of a tree', () => {
  it('divides by hand: f = 2 [x >= 1/2] + 1 [y >= 1/2]', () => {
    const leaves = [box([0, 0], [0.5, 0.5], 0), box([0.5, 0], [1, 0.5], 2), box([0, 0.5], [0.5, 1], 1), box([0.5, 0.5], [1, 1], 3)]
    const parts = decomposeTree(leaves, 2, true)
    // Variances 1 and 1/4 of 5/4.
    expect([...(parts?.single ?? [])].map((x) => Number(x.toFixed(12)))).toEqual([0.8, 0.2])
    expect(parts?.pairs[0]).toBeCloseTo(0, 12)
  })

  it('is all interaction for an exclusive or, over unequal boxes too', () => {
    const leaves = [box([0, 0], [0.5, 0.5], 0), box([0.5, 0], [1, 0.5], 1), box([0, 0.5], [0.5, 1], 1), box([0.5, 0.5], [1, 0.75], 0), box([0.5, 0.75], [1, 1], 0)]
    const parts = decomposeTree(leaves, 2, true)
    expect(parts?.single[0]).toBeCloseTo(0, 12)
    expect(parts?.pairs[0]).toBeCloseTo(1, 12)
  })

  it('is none for a single leaf', () => expect(decomposeTree([box([0], [1], 3)], 1, true)).toBeNull())
})

describe('a tree that was grown', () => {
  const points = Array.from({ length: 300 }, (_, k) => Float64Array.from(randomPoint(4, k, 3)))
  const values = Float64Array.from(points, ([a = 0, b = 0, c = 0]) => a * b + Math.sin(5 * c))
  const random = createRandom(5)
  const drawn = new Int32Array(points.length)
  for (let i = 0; i < points.length; i++) {
    const row = random.below(points.length)
    drawn[row] = (drawn[row] ?? 0) + 1
  }
  const tree = growTree(sortPoints(points, 4), values, drawn, random)

  it('fills the cube, and puts each point into the leaf that holds it', () => {
    const volume = ({ low, high }: Leaf) => low.reduce((product, from, d) => product * ((high[d] ?? 0) - from), 1)
    expect(tree.leaves.reduce((sum, leaf) => sum + volume(leaf), 0)).toBeCloseTo(1, 12)
    for (const point of points) {
      const holding = tree.leaves.filter((leaf) => point.every((x, d) => x >= (leaf.low[d] ?? 0) && x < (leaf.high[d] ?? 1)))
      expect(holding.map((leaf) => leaf.value)).toEqual([predictTree(tree, point)])
    }
  })

  it('predicts the mean of the rows of a leaf, at least two of them', () => {
    for (const { low, high, value } of tree.leaves) {
      const inside = points.flatMap((point, row) => (point.every((x, d) => x >= (low[d] ?? 0) && x < (high[d] ?? 1)) ? Array.from({ length: drawn[row] ?? 0 }, () => values[row] ?? 0) : []))
      expect(inside.length).toBeGreaterThanOrEqual(2)
      expect(value).toBeCloseTo(inside.reduce((sum, x) => sum + x, 0) / inside.length, 12)
    }
  })

  it('averages over all dimensions but one as a sum over all leaves does, box by box', () => {
    const parts = decomposeTree(tree.leaves, 4, false)
    for (let d = 0; d < 4; d++) {
      for (const place of [0, 0.137, 0.5, 0.9999]) {
        const boxes = tree.leaves.filter((leaf) => place >= (leaf.low[d] ?? 0) && place < (leaf.high[d] ?? 1))
        const mean = boxes.reduce((sum, { low, high, value }) => sum + value * low.reduce((product, from, other) => (other === d ? product : product * ((high[other] ?? 0) - from)), 1), 0)
        expect(marginalAt(parts?.marginals[d] ?? { cuts: new Float64Array(), means: new Float64Array() }, place)).toBeCloseTo(mean, 10)
      }
    }
  })
})

describe('the importance of settings', () => {
  const space: readonly Parameter[] = [
    { kind: 'float', path: 'rate', low: 1e-4, high: 1, log: true },
    { kind: 'choice', path: 'activation', values: ['relu', 'tanh', 'sigmoid'] },
    { kind: 'int', path: 'nothing', low: 1, high: 100 },
    { kind: 'choice', path: 'width', values: [16, 32], when: { path: 'activation', in: ['relu'] } },
  ]
  const measured = Array.from({ length: 200 }, (_, k) => {
    const values = assignmentAt(space, randomPoint(space.length, k, 8))
    // Along the unit cube: 2 u has variance 1/3; the activation -0.5, 0, 0.5 has 1/6.
    const u = (Math.log10(Number(values['rate'])) + 4) / 4
    return { values, objective: 2 * u + 0.5 * (['relu', 'tanh', 'sigmoid'].indexOf(String(values['activation'])) - 1) }
  })
  const report = settingImportance(space, measured)

  it('comes near to how the variance is made: two thirds, one third, nothing', () => {
    const share = (path: string) => report?.importance.find((one) => one.path === path)?.share ?? NaN
    expect(share('rate')).toBeGreaterThan(0.55)
    expect(share('rate')).toBeLessThan(0.8)
    expect(share('activation')).toBeGreaterThan(0.2)
    expect(share('activation')).toBeLessThan(0.42)
    expect(share('nothing')).toBeLessThan(0.02)
    expect(report?.outOfBag).toBeGreaterThan(0.9)
    expect(report?.interactions.every((one) => one.share < 0.05)).toBe(true)
  })

  it('says what each value does', () => {
    const activation = report?.effects.find((one) => one.path === 'activation')
    expect(activation?.points.map((point) => point.value)).toEqual(['relu', 'tanh', 'sigmoid'])
    const [relu, , sigmoid] = activation?.points ?? []
    expect((sigmoid?.predicted ?? 0) - (relu?.predicted ?? 0)).toBeCloseTo(1, 0)
    expect(activation?.points.reduce((sum, point) => sum + point.trials, 0)).toBe(200)
    const rate = report?.effects.find((one) => one.path === 'rate')?.points ?? []
    expect(rate).toHaveLength(9)
    expect(rate.at(-1)?.predicted).toBeGreaterThan((rate[0]?.predicted ?? 0) + 1.2)
  })

  it('is the same for the same trials, and none for a few', () => {
    expect(settingImportance(space, measured)).toEqual(report)
    expect(settingImportance(space, measured.slice(0, 7))).toBeNull()
    expect(settingImportance(space, measured.map((one) => ({ ...one, objective: 1 })))).toBeNull()
  })

  it('takes seconds for 5,000 combinations of twelve settings, on an even choice of them', () => {
    const wide: readonly Parameter[] = Array.from({ length: 12 }, (_, k): Parameter => (k % 3 === 0 ? { kind: 'choice', path: `p${k}`, values: ['a', 'b', 'c', 'd'] } : { kind: 'float', path: `p${k}`, low: 1e-4, high: 1, log: true }))
    const many = Array.from({ length: 5000 }, (_, k) => {
      const values = assignmentAt(wide, randomPoint(wide.length, k, 8))
      return { values, objective: Math.sin(9 * Number(values['p1'])) + 0.3 * 'abcd'.indexOf(String(values['p0'])) }
    }).sort((a, b) => b.objective - a.objective)
    const before = process.cpuUsage().user
    const found = settingImportance(wide, many)
    // About 1 s on a server of 2026; the first form took over a minute.
    expect((process.cpuUsage().user - before) / 1e6).toBeLessThan(10)
    expect(found).toMatchObject({ trials: 5000, grownOn: 2000 })
    expect(found?.importance.slice(0, 2).map(({ path }) => path)).toEqual(['p1', 'p0'])
    expect(found?.effects[1]?.points.reduce((sum, point) => sum + point.trials, 0)).toBe(5000)
  }, 60_000)
})
