import { describe, expect, it } from 'vitest'
import type { Configuration } from '@shared/study/ranking'
import type { SearchPlan } from '@shared/study/study'
import { insideBrushes, parallelAxes } from './parallel-axes'

const plan: SearchPlan = {
  kind: 'search',
  space: [
    { kind: 'choice', path: 'a', values: ['relu', 'tanh', 'sigmoid'] },
    { kind: 'float', path: 'r', low: 1e-4, high: 1e-2, log: true },
    { kind: 'int', path: 'n', low: 1, high: 5, when: { path: 'a', in: ['relu'] } },
  ],
  strategy: { kind: 'random', seed: 1 },
  pruning: { kind: 'none' },
  seeds: 1,
}
const one = (values: Record<string, unknown>, objective: number): Configuration => ({ configuration: 1, values, trials: [1], objective, standardDeviation: null, measured: 1 })
const ranking = [one({ a: 'relu', r: 1e-3, n: 3 }, 0.9), one({ a: 'tanh', r: 1e-4 }, 0.5), one({ a: 'sigmoid', r: 1e-2 }, 0.1)]

describe('parallel coordinates', () => {
  const axes = parallelAxes(plan, ranking)

  it('have an axis for each setting and one for the objective', () => {
    expect(axes.map((axis) => axis.path)).toEqual(['a', 'r', 'n', 'objective'])
    expect(ranking.map((row) => axes[0]?.placeOf(row))).toEqual([0, 0.5, 1])
    expect(axes[1]?.placeOf(ranking[0] as Configuration)).toBeCloseTo(0.5)
    expect(ranking.map((row) => axes[2]?.placeOf(row))).toEqual([0.5, null, null])
    expect(ranking.map((row) => axes[3]?.placeOf(row))).toEqual([1, 0.5, 0])
  })

  it('have a place for what a person tried beside the listed values', () => {
    const widths: SearchPlan = { ...plan, space: [{ kind: 'choice', path: 'w', values: [64, 128] }, { kind: 'choice', path: 'a', values: ['relu'] }] }
    const tried = [one({ w: 64, a: 'relu' }, 0.1), one({ w: 32, a: 'tanh' }, 0.2), one({ a: 'relu' }, 0.3)]
    const [width, activation] = parallelAxes(widths, tried)
    expect(width?.marks.map(({ value }) => value)).toEqual([32, 64, 128])
    expect(tried.map((row) => width?.placeOf(row))).toEqual([0.5, 0, null])
    expect(tried.map((row) => activation?.placeOf(row))).toEqual([0, 1, 0])
  })

  it('keep what meets every brush', () => {
    const kept = (brushes: [string, readonly [number, number]][]) => insideBrushes(ranking, axes, new Map(brushes)).map((row) => row.objective)
    expect(kept([])).toEqual([0.9, 0.5, 0.1])
    expect(kept([['objective', [0.4, 1]]])).toEqual([0.9, 0.5])
    expect(kept([['objective', [0.4, 1]], ['a', [0.4, 1]]])).toEqual([0.5])
    expect(kept([['n', [0, 1]]])).toEqual([0.9])
  })
})
