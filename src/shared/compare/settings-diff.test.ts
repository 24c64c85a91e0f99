import { describe, expect, it } from 'vitest'
import { recordOf } from './fixtures/run-record'
import { settingDifferences, settingRows, settingsOf, stable } from './settings-diff'

const differences = (...facts: Omit<Parameters<typeof recordOf>[0], 'id'>[]) =>
  settingDifferences(facts.map((one, i) => recordOf({ id: `run0${i}`, ...one })))

describe('settingDifferences', () => {
  it('has nothing to say of equal settings', () => {
    expect(differences({}, {})).toEqual([])
  })

  it('names the path, in words too, and gives the values in the order of the runs', () => {
    expect(differences({}, { training: { learningRate: 0.01, seed: 7 } })).toEqual([
      { path: 'training.learningRate', label: 'Training › learning rate', values: [0.001, 0.01], texts: ['0.001', '0.01'] },
      { path: 'training.seed', label: 'Training › seed', values: [42, 7], texts: ['42', '7'] },
    ])
  })

  it('aligns layer stacks layer by layer', () => {
    const found = differences(
      { layers: [{ kind: 'dense', units: 256, activation: 'relu' }, { kind: 'dense', units: 128, activation: 'relu' }] },
      { layers: [{ kind: 'dense', units: 256, activation: 'relu' }, { kind: 'dropout', rate: 0.3 }, { kind: 'dense', units: 64, activation: 'relu' }] },
    )
    expect(found.map(({ path, texts }) => [path, ...texts])).toEqual([
      ['model.layers[1]', '–', 'dropout 0.3'],
      ['model.layers[2].units', '128', '64'],
    ])
    expect(found[0]?.label).toBe('Model › layer 2')
  })

  it('says another optimiser whole, and one setting of the same optimiser by itself', () => {
    const other = differences({}, { training: { optimizer: { kind: 'sgd' } } })
    expect(other.map(({ path, texts }) => [path, texts[1]])).toEqual([['training.optimizer', 'sgd']])
    const same = differences({}, { training: { optimizer: { kind: 'adam', beta1: 0.8, beta2: 0.999, epsilon: 1e-7 } } })
    expect(same.map(({ path, texts }) => [path, ...texts])).toEqual([['training.optimizer.beta1', '0.9', '0.8']])
  })

  it('says what was added to and taken from a long list', () => {
    const many = ['a', 'b', 'c', 'd', 'e', 'f']
    const [found] = differences({ features: many }, { features: [...many.slice(1), 'g'] })
    expect(found?.texts).toEqual(['6: a, b, c, …', '6: + g, − a'])
  })

  it('leaves out what changes nothing', () => {
    const [a, b] = [recordOf({ id: 'run00' }), recordOf({ id: 'run01' })]
    const moved = { ...b, experiment: { ...b.experiment, name: 'another', dataset: { ...b.experiment.dataset, path: 'elsewhere.csv' } } }
    expect(settingDifferences([a, moved])).toEqual([])
  })

  it('lets an ensemble, which was not trained, say nothing about training settings', () => {
    const [a, b] = [recordOf({ id: 'run00' }), recordOf({ id: 'run01', training: { seed: 7 } })]
    const both = { ...recordOf({ id: 'run02' }), kind: 'ensemble' as const, members: [a.id, b.id], engine: null }
    const found = settingDifferences([a, b, both])
    expect(found.map(({ path, texts }) => [path, ...texts])).toEqual([
      ['model.layers[0]', 'dense 64 relu', 'dense 64 relu', '–'],
      ['model.output', 'activation softmax', 'activation softmax', '–'],
      ['model.members', '–', '–', `${a.id}, ${b.id}`],
      ['training.seed', '42', '7', '–'],
    ])
  })

  it('marks a setting that one run does not have', () => {
    const [found] = differences({}, { training: { clipNorm: 1 } })
    expect(found).toMatchObject({ path: 'training.clipNorm', values: [null, 1], texts: ['–', '1'] })
  })
})

describe('settingRows', () => {
  it('lists equal settings too', () => {
    const rows = settingRows([settingsOf(recordOf({ id: 'run00' }))])
    expect(rows.length).toBeGreaterThan(20)
    expect(rows.every((row) => row.same)).toBe(true)
  })
})

describe('stable', () => {
  it('does not depend on the order of keys', () => {
    expect(stable({ b: [1, { d: undefined, c: null }], a: 'x' })).toBe(stable({ a: 'x', b: [1, { c: null }] }))
  })
})
