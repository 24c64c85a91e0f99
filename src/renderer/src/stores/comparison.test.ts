import { describe, expect, it } from 'vitest'
import type { RunRecord } from '@shared/run/run-record'
import { defaultTraining } from '@shared/training/resolve'
import { comparabilityReasons, settingDifferences } from './comparison'

function record(change: { learningRate?: number; units?: readonly number[]; hash?: string; sha?: string; loss?: 'focal' } = {}): RunRecord {
  const training = { ...defaultTraining('classification', 1000), learningRate: change.learningRate ?? 0.001, ...(change.loss === undefined ? {} : { loss: change.loss }) }
  return {
    version: 1,
    id: 'r-20261123-031000-abcde',
    kind: 'layers',
    status: 'completed',
    reason: null,
    created: '2026-11-23T03:10:00Z',
    started: null,
    ended: null,
    experiment: {
      version: 1,
      name: 'a',
      dataset: { path: '/a.csv', reading: {} },
      recipe: {
        task: 'classification',
        target: 'genre',
        columns: { features: ['a', 'b'], ignored: [], types: {} },
        rows: [],
        steps: [],
        split: { method: 'stratified', validation: 0.1, test: 0.2, seed: 42 },
      },
      model: { layers: (change.units ?? [256]).map((units) => ({ kind: 'dense', units, activation: 'relu' })), output: { activation: 'softmax' } },
      training,
    },
    dataset: { id: 'd', name: 'a.csv', sha256: change.sha ?? 'f', rows: 1000, features: 2, classes: 3, synthetic: false },
    prepared: null,
    split: { method: 'stratified', train: 700, validation: 100, test: 200, seed: 42, hash: change.hash ?? 'h', remarks: [] },
    engine: null,
    environment: null,
    parameters: null,
    epochs: 1,
    monitor: null,
    best: null,
    last: null,
    test: null,
    timing: { prepareMs: null, compileMs: null, trainMs: null, medianEpochMs: null },
    weights: null,
  }
}

describe('settingDifferences', () => {
  it('tells only what differs, by a readable path', () => {
    expect(settingDifferences([record(), record({ learningRate: 0.01 })])).toEqual([{ path: 'training.learningRate', values: [0.001, 0.01] }])
  })

  it('shows a layer that only one run has', () => {
    const found = settingDifferences([record({ units: [256] }), record({ units: [256, 128] })])
    expect(found).toContainEqual({ path: 'model.layers.2.units', values: [undefined, 128] })
  })

  it('can tell everything', () => {
    expect(settingDifferences([record(), record()])).toEqual([])
    expect(settingDifferences([record(), record()], true).length).toBeGreaterThan(20)
  })
})

describe('comparabilityReasons', () => {
  it('finds nothing against two runs on the same split', () => expect(comparabilityReasons([record(), record({ units: [8] })])).toEqual([]))
  it('names a different split', () => expect(comparabilityReasons([record(), record({ hash: 'other' })])[0]).toContain('split differently'))
  it('names different data and not the split that follows from it', () => {
    expect(comparabilityReasons([record(), record({ sha: 'other', hash: 'other' })])).toEqual(['They were trained on different data files.'])
  })
  it('keeps a different loss apart', () => expect(comparabilityReasons([record(), record({ loss: 'focal' })])[0]).toContain('losses'))
})
