import { expect, it } from 'vitest'
import { recordOf } from '../compare/fixtures/run-record'
import { defaultBaseline } from '../baseline/baseline-settings'
import { toldSettings } from './told-settings'

const record = recordOf({ id: 'aaaaa' })

it('tells model, training, inputs, preparation and split of a network', () => {
  expect(toldSettings(record)).toMatchObject({
    target: 'genre',
    task: 'classification',
    'model.layers': 'dense 64 relu',
    'model.output.activation': 'softmax',
    'training.optimizer.kind': 'adam',
    'training.schedule.kind': 'constant',
    'training.learningRate': 0.001,
    features: 'tempo, energy',
    steps: 'scale all standard',
    'split.method': 'stratified',
  })
})

it('keeps two preparations apart that differ in one setting of a step, lists among them', () => {
  const { experiment } = record
  const scaled = { ...record, experiment: { ...experiment, recipe: { ...experiment.recipe, steps: [{ kind: 'scale' as const, columns: ['tempo', 'energy'], method: 'robust' as const }] } } }
  expect(toldSettings(scaled)['steps']).toBe('scale [tempo, energy] robust')
})

it('tells of trees how they were grown, and of no layers', () => {
  const told = toldSettings({ ...record, kind: 'trees', baseline: defaultBaseline('forest') })
  expect(told).toMatchObject({ 'model.kind': 'forest', 'model.rounds': 100, 'model.leaves': 255, 'training.seed': 42, 'split.method': 'stratified' })
  expect(Object.keys(told).filter((name) => name.startsWith('model.layers') || name === 'training.optimizer.kind' || name === 'model.output.activation')).toEqual([])
})

it('tells of an ensemble its members alone', () => {
  const told = toldSettings({ ...record, kind: 'ensemble', members: ['r-20260811-120000-aaaaa', 'r-20260811-120000-bbbbb'] })
  expect(told['model.members']).toBe('r-20260811-120000-aaaaa, r-20260811-120000-bbbbb')
  expect(Object.keys(told).filter((name) => name.startsWith('training.') || name.startsWith('model.layers'))).toEqual([])
})

it('tells of another program’s run what that program told, and nothing else', () => {
  const settings = { lr: 0.1, deep: true }
  expect(toldSettings({ ...record, kind: 'imported', imported: { from: 'mlflow', path: 'x', at: '2026-01-01T00:00:00Z', settings } })).toEqual(settings)
})
