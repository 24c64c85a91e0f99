import { describe, expect, it } from 'vitest'
import { composeExperiment } from './compose'
import { search, study } from './fixtures/study'
import { gridAssignments, gridRepeats, gridSize } from './grid'
import { withoutIdle } from './idle-settings'
import { createPlanner } from './planner'
import { proposals } from './proposals'
import { applies, gridValues } from './space'
import type { Assignment, Parameter } from './space'
import type { Strategy } from './study'

const choice = (path: string, values: readonly unknown[], when?: Parameter['when']): Parameter => ({ kind: 'choice', path, values: [...values], ...(when === undefined ? {} : { when }) })
const rates = choice('training.learningRate', [0.1, 0.01, 0.001])
const count = choice('layers.count', [1, 2])
const second = choice('layers[1].width', [16, 32])

/** What is trained, by making every combination and composing it. */
function experiments(space: readonly Parameter[]): ReadonlySet<string> {
  let made: Assignment[] = [{}]
  for (const one of space) made = made.flatMap((values) => (applies(one, values) ? gridValues(one).map((value) => ({ ...values, [one.path]: value })) : [values]))
  return new Set(made.map(trained))
}
function trained(values: Assignment): string {
  const composed = composeExperiment(study().experiment, values)
  return composed.kind === 'ok' ? JSON.stringify(composed.experiment) : composed.message
}

describe('settings that change nothing beside the others', () => {
  it('are left out of a trial: beyond its layers, of layers that each have their own, and of no layer at all', () => {
    expect(withoutIdle({ 'layers.count': 1, 'layers[1].width': 16, 'layers[0].width': 8 })).toEqual({ 'layers.count': 1, 'layers[0].width': 8 })
    expect(withoutIdle({ 'layers.count': 2, 'layers.width': 64, 'layers[0].width': 8, 'layers[1].width': 16 })).toEqual({ 'layers.count': 2, 'layers[0].width': 8, 'layers[1].width': 16 })
    expect(withoutIdle({ 'layers.count': 0, 'layers.width': 64, 'layers.dropout': 0.2, 'layers.embeddingBins': 8, 'training.seed': 1 })).toEqual({ 'layers.count': 0, 'layers.embeddingBins': 8, 'training.seed': 1 })
    const all = { 'layers.count': 2, 'layers.width': 64, 'layers[1].width': 16 }
    expect(withoutIdle(all)).toBe(all)
  })

  it.each([
    ['beside the count', [count, second, rates], 3 + 6, 3],
    ['before the count', [second, rates, count], 9, 3],
    ['under its condition, where nothing is idle', [count, choice('layers[1].width', [16, 32], { path: 'layers.count', in: [2] }), rates], 9, 0],
    ['of every layer, each with its own', [choice('layers.width', [4, 8]), count, choice('layers[0].width', [16, 32]), second], 2 + 4, 10],
    ['without a hidden layer', [choice('layers.count', [0, 1]), choice('layers.width', [4, 8]), choice('layers.activation', ['relu', 'tanh']), choice('layers.dropout', [0, 0.5]), rates], 3 + 24, 21],
    ['that another setting asks about', [second, choice('training.optimizer', ['adam', 'adamw'], { path: 'layers[1].width', in: [32] }), count], 6, 0],
  ] as const)('%s, are counted and tried once', (_, space, size, repeats) => {
    expect([gridSize([...space]), gridRepeats([...space])]).toEqual([size, repeats])
    const all = gridAssignments([...space])
    expect(all).toHaveLength(size)
    // Against the experiments themselves: none twice, none missing.
    expect([...new Set(all.map(trained))].sort()).toEqual([...experiments([...space])].sort())
  })

  it('are counted in a grid that is too large to make', () => {
    const many = Array.from({ length: 6 }, (_, i): Parameter => ({ kind: 'int', path: `training.x${i}`, low: 1, high: 10 }))
    expect(gridSize([count, second, ...many])).toBe(3e6)
  })

  it.each<Strategy>([{ kind: 'random', seed: 3 }, { kind: 'sobol', seed: 3 }, { kind: 'latin-hypercube', seed: 3 }, { kind: 'tpe', seed: 3, startup: 3, candidates: 8 }])('are trained once by $kind', (strategy) => {
    const plan = search({ space: [count, second, rates], strategy })
    const propose = proposals(plan, study({ plan, budget: { trials: 60 } }))
    const tried: { values: Assignment; cost: number }[] = []
    for (let n = 0; n < 60; n++) {
      const values = propose(n, tried)
      if (values === null) break
      tried.push({ values, cost: n % 7 })
    }
    expect(tried).toHaveLength(9)
    expect(new Set(tried.map(({ values }) => trained(values))).size).toBe(9)
  })

  it('hide no combination from a study that was begun when they still stood in its trials', () => {
    const plan = search({ space: [second, count] })
    const propose = proposals(plan, study({ plan }))
    const tried = [[16, 1], [16, 2], [32, 1]].map(([width, layers]) => ({ values: { 'layers[1].width': width, 'layers.count': layers }, cost: 0 }))
    expect(propose(3, tried)).toEqual({ 'layers[1].width': 32, 'layers.count': 2 })
    expect(propose(4, [...tried, { values: { 'layers[1].width': 32, 'layers.count': 2 }, cost: 0 }])).toBeNull()
  })

  it('leave the size of a study and its rungs what can be trained', () => {
    expect(createPlanner(study({ plan: search({ space: [count, second, rates], seeds: 2 }) })).total).toBe(18)
  })
})
