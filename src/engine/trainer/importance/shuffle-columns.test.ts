import { describe, expect, it } from 'vitest'
import { defaultTraining } from '@shared/training/resolve'
import { buildModel } from '../model/build-model'
import { eagerProgram } from '../programs/eager-program'
import { trainingStep } from '../step/training-step'
import fixture from './fixtures/importance.json'
import { seededOrders, shuffleColumns } from './shuffle-columns'
import { classMetrics, classQuantities, mean, numberMetrics, numberQuantities, worsening } from './worsening'
import type { RowQuantities } from './worsening'

const { rows, repeats, columns } = fixture
const features = Float32Array.from(fixture.features)
const inputs = features.length / rows

/** A linear model with the weights of the fixture. */
function linear(task: 'classification' | 'regression', given: { readonly labels: readonly number[]; readonly weights: readonly number[]; readonly bias: readonly number[] }) {
  const units = given.bias.length
  const output = task === 'classification' ? 'softmax' : 'linear'
  const built = buildModel({ layers: [], output: { activation: output } }, { inputs, units, seed: 1, embedding: null })
  const step = trainingStep(built, { task, classes: task === 'classification' ? units : 0, units, output, training: defaultTraining(task, rows) })
  const labels = Float32Array.from(given.labels)
  const program = eagerProgram(step, { features, labels, inputs, batch: 8, seed: 1 })
  program.write({ weights: [Float32Array.from(given.weights), Float32Array.from(given.bias)], slots: [], averages: [] })
  const score = (of: Float32Array): Promise<RowQuantities> => {
    const { report } = program.score(of, labels, false)
    return Promise.resolve(task === 'classification' ? classQuantities(report, labels, units, { index: 1, threshold: null }) : numberQuantities(report, labels))
  }
  return { score, labels }
}

async function shuffled(task: 'classification' | 'regression') {
  const given = task === 'classification' ? fixture.classes : fixture.numbers
  const { score, labels } = linear(task, given)
  const centre = mean(Float64Array.from(labels))
  const metrics = task === 'classification' ? classMetrics : numberMetrics(mean(Float64Array.from(labels, (label) => (label - centre) ** 2)), 1)
  const parts = { features, rows, inputs, columns, metrics, keys: null, score, before: await score(features) }
  const found = await shuffleColumns(parts, repeats, (column, repeat) => Int32Array.from(given.orders[column]?.[repeat] ?? []), () => undefined)
  return columns.map(({ column }) => found?.find((one) => one.column === column))
}

describe('shuffling columns in the orders that scikit-learn drew', () => {
  it.each(['accuracy', 'loss'] as const)('finds its importances of a classifier (%s), with the intervals of a t-test', async (metric) => {
    const found = await shuffled('classification')
    found.forEach((one, column) => {
      const wanted = fixture.classes.importances[metric][column] ?? []
      one?.worse[metric]?.values.forEach((value, repeat) => expect(value).toBeCloseTo(wanted[repeat] ?? NaN, 5))
      expect(one?.worse[metric]?.std).toBeCloseTo(
        Math.sqrt(wanted.reduce((sum, value) => sum + (value - wanted.reduce((a, b) => a + b, 0) / repeats) ** 2, 0) / repeats),
        5,
      )
      const [low = NaN, high = NaN] = fixture.classes.intervals[metric][column] ?? []
      expect(one?.worse[metric]?.interval?.[0]).toBeCloseTo(low, 5)
      expect(one?.worse[metric]?.interval?.[1]).toBeCloseTo(high, 5)
    })
    expect(found[2]?.worse[metric]?.mean).toBeCloseTo(0, 10)
  })

  it.each(['r2', 'rmse'] as const)('finds its importances of a regression (%s)', async (metric) => {
    const found = await shuffled('regression')
    found.forEach((one, column) => {
      const wanted = fixture.numbers.importances[metric][column] ?? []
      one?.worse[metric]?.values.forEach((value, repeat) => expect(value).toBeCloseTo(wanted[repeat] ?? NaN, 5))
    })
  })
})

it('widens the interval where rows come in keys that go the same way', () => {
  const [metric] = classMetrics
  if (metric === undefined) throw new Error('There is no metric.')
  const before = { hit: new Float64Array(40).fill(1) }
  // Ten keys of four rows; all rows of a key turn wrong together.
  const after = { hit: Float64Array.from({ length: 40 }, (_, row) => (Math.floor(row / 4) % 2)) }
  const keys = Int32Array.from({ length: 40 }, (_, row) => Math.floor(row / 4))
  const width = (interval: readonly [number, number] | null | undefined) => (interval?.[1] ?? NaN) - (interval?.[0] ?? NaN)
  const byRow = worsening(metric, before, [after], null)
  const byKey = worsening(metric, before, [after], keys)
  expect(byKey.mean).toBe(0.5)
  // The ten keys are what ten rows would be: SciPy's t interval of five 0 and five 1 is 0.5 ± 0.37703.
  expect(width(byKey.interval) / 2).toBeCloseTo(0.377026, 5)
  expect(width(byRow.interval) / 2).toBeCloseTo(0.161945, 5)
})

it('draws each order once for the same seed, and others for another column, repeat or seed', () => {
  const orders = seededOrders(7, 50)
  expect([...orders(0, 0)].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, row) => row))
  expect(orders(0, 0)).toEqual(seededOrders(7, 50)(0, 0))
  for (const other of [orders(0, 1), orders(1, 0), seededOrders(8, 50)(0, 0)]) expect(other).not.toEqual(orders(0, 0))
})
