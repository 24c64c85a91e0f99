import { describe, expect, it } from 'vitest'
import { randomPoint } from '@shared/study/sample'
import { assignmentAt } from '@shared/study/space'
import type { Parameter } from '@shared/study/space'
import { decomposeTree } from './functional-anova'
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
})
