import { describe, expect, it } from 'vitest'
import samplers from './fixtures/samplers.json'
import { gridAssignments, gridSize } from './grid'
import { latinHypercube, randomPoint } from './sample'
import { mostSobolDimensions, sobolPoint } from './sobol'
import { assignmentAt, placeOf, valueAt, valueCount } from './space'
import type { Parameter } from './space'
import { tpeAssignment } from './tpe'
import type { TpeTrial } from './tpe'

describe('Sobol points', () => {
  it("are SciPy's, 64 points in 40 dimensions", () => {
    expect(mostSobolDimensions).toBe(40)
    expect(samplers.points.map((_, n) => sobolPoint(40, n, null))).toEqual(samplers.points)
  })

  it('keep one point in every slice after a random shift', () => {
    for (const dimension of [0, 7, 39]) {
      const slices = Array.from({ length: 256 }, (_, n) => Math.floor((sobolPoint(40, n, 5)[dimension] ?? 0) * 256))
      expect(new Set(slices).size).toBe(256)
    }
    expect(sobolPoint(3, 0, 5)).not.toEqual(sobolPoint(3, 0, 6))
  })
})

describe('a Latin hypercube', () => {
  it('has one point in every slice of every dimension', () => {
    const points = latinHypercube(6, 37, 11)
    for (let d = 0; d < 6; d++) expect(new Set(points.map((point) => Math.floor((point[d] ?? 0) * 37))).size).toBe(37)
    expect(latinHypercube(6, 37, 11)).toEqual(points)
  })
})

const layers: readonly Parameter[] = [
  { kind: 'choice', path: 'layers.count', values: [1, 2, 3] },
  { kind: 'choice', path: 'layers.activation', values: ['relu', 'tanh'] },
  { kind: 'choice', path: 'layers[1].width', values: [16, 32, 64], when: { path: 'layers.count', in: [2, 3] } },
  { kind: 'float', path: 'training.learningRate', low: 1e-4, high: 1e-2, log: true, steps: 3 },
]

describe('a grid', () => {
  it('leaves out what a condition leaves out: 1 layer 2 x 3, 2 and 3 layers 2 x 3 x 3 each', () => {
    expect(gridSize(layers)).toBe(6 + 18 + 18)
    const all = gridAssignments(layers)
    expect(all).toHaveLength(42)
    expect(new Set(all.map((values) => JSON.stringify(values))).size).toBe(42)
    expect(all[0]).toEqual({ 'layers.count': 1, 'layers.activation': 'relu', 'training.learningRate': 1e-4 })
    expect(all[6]).toEqual({ 'layers.count': 2, 'layers.activation': 'relu', 'layers[1].width': 16, 'training.learningRate': 1e-4 })
  })

  it('counts a large one without making it', () => {
    const wide = Array.from({ length: 9 }, (_, i): Parameter => ({ kind: 'int', path: `training.x${i}`, low: 1, high: 10 }))
    expect(gridSize(wide)).toBe(1e9)
  })
})

describe('a range', () => {
  it('spreads its steps evenly on a logarithmic scale', () => {
    const rate = layers[3] as Parameter
    expect([0, 0.34, 0.99].map((u) => valueAt(rate, u))).toEqual([1e-4, 1e-3, 1e-2])
  })

  it('gives every whole number the same share', () => {
    const one: Parameter = { kind: 'int', path: 'training.batch', low: 1, high: 4 }
    const drawn = Array.from({ length: 4000 }, (_, i) => valueAt(one, i / 4000))
    expect([1, 2, 3, 4].map((value) => drawn.filter((other) => other === value).length)).toEqual([1000, 1000, 1000, 1000])
  })

  it('finds the place of a value again', () => {
    const ranges: readonly Parameter[] = [
      { kind: 'float', path: 'a', low: -2, high: 5 },
      { kind: 'float', path: 'a', low: 1e-5, high: 1, log: true },
      { kind: 'int', path: 'a', low: 12, high: 1024, log: true },
      { kind: 'choice', path: 'a', values: ['x', 'y', 'z'] },
    ]
    for (const one of ranges) for (const u of [0.01, 0.3, 0.77, 0.999]) expect(valueAt(one, placeOf(one, valueAt(one, u)))).toEqual(valueAt(one, u))
  })

  it('counts what can be counted', () => {
    expect(valueCount({ kind: 'float', path: 'a', low: 0, high: 1 })).toBeNull()
    expect(valueCount({ kind: 'int', path: 'a', low: 12, high: 1024, log: true, steps: 4 })).toBe(4)
  })
})

describe('the tree-structured Parzen estimator', () => {
  const space: readonly Parameter[] = [
    { kind: 'float', path: 'x', low: -5, high: 5 },
    { kind: 'float', path: 'rate', low: 1e-5, high: 1, log: true },
    { kind: 'choice', path: 'kind', values: ['a', 'b', 'c'] },
    { kind: 'float', path: 'y', low: 0, high: 1, when: { path: 'kind', in: ['a', 'b'] } },
  ]
  /** Smallest, 0, at x = 1, rate = 0.01, kind b, y = 0.25. */
  const cost = (values: Readonly<Record<string, unknown>>): number =>
    (Number(values['x']) - 1) ** 2 +
    (Math.log10(Number(values['rate'])) + 2) ** 2 +
    (values['kind'] === 'b' ? 0 : values['kind'] === 'a' ? 1 : 2) +
    (values['y'] === undefined ? 0.5 : 4 * (Number(values['y']) - 0.25) ** 2)

  const search = (seed: number, learn: boolean): number => {
    const trials: TpeTrial[] = []
    for (let n = 0; n < 100; n++) {
      const values = learn ? tpeAssignment(space, trials, { seed: seed * 1000 + n, startup: 10, candidates: 24 }) : assignmentAt(space, randomPoint(space.length, n, seed))
      trials.push({ values, cost: cost(values) })
    }
    return Math.min(...trials.map((trial) => trial.cost ?? Infinity))
  }

  it('finds the optimum of a function better than random search, over 20 seeds', () => {
    const seeds = Array.from({ length: 20 }, (_, i) => i + 1)
    const learned = seeds.map((seed) => search(seed, true))
    const random = seeds.map((seed) => search(seed, false))
    const better = seeds.filter((_, i) => (learned[i] ?? 1) < (random[i] ?? 0)).length
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
    expect(better).toBeGreaterThanOrEqual(15)
    expect(mean(learned)).toBeLessThan(0.5 * mean(random))
  })

  it('leaves out a setting whose condition is not met', () => {
    const values = Array.from({ length: 50 }, (_, seed) => tpeAssignment(space, [], { seed, startup: 10, candidates: 24 }))
    for (const one of values) expect('y' in one).toBe(one['kind'] !== 'c')
  })
})
