import { describe, expect, it } from 'vitest'
import { subject } from '../run/filter/fixtures/subject'
import { composeExperiment } from './compose'

const base = subject().record.experiment
const composed = (values: Readonly<Record<string, unknown>>) => {
  const made = composeExperiment(base, values)
  if (made.kind === 'bad') throw new Error(`${made.path}: ${made.message}`)
  return made.experiment
}

describe('the experiment of a trial', () => {
  it('has a stack of as many layers as it says, as the base has them', () => {
    expect(composed({ 'layers.count': 3, 'layers.width': 64, 'layers.activation': 'tanh' }).model.layers).toEqual([
      { kind: 'dense', units: 64, activation: 'tanh' },
      { kind: 'dropout', rate: 0.2 },
      { kind: 'dense', units: 64, activation: 'tanh' },
      { kind: 'dropout', rate: 0.2 },
      { kind: 'dense', units: 64, activation: 'tanh' },
      { kind: 'dropout', rate: 0.2 },
    ])
    expect(composed({ 'layers.count': 0 }).model.layers).toEqual([])
  })

  it('sets the width of one layer, and what stands between them', () => {
    expect(composed({ 'layers[1].width': 32, 'layers.dropout': 0, 'layers.batchNormalization': true, 'layers.embeddingBins': 8, 'layers.l2': 0.1 }).model.layers).toEqual([
      { kind: 'piecewise-linear', bins: 8 },
      { kind: 'dense', units: 256, activation: 'relu', l2: 0.1 },
      { kind: 'batch-normalization' },
      { kind: 'dense', units: 32, activation: 'relu', l2: 0.1 },
      { kind: 'batch-normalization' },
    ])
  })

  it('has any other setting by its path, wholes before their fields', () => {
    const made = composed({ 'training.optimizer.weightDecay': 0.5, 'training.optimizer': 'adamw', 'model.layers[dropout].rate': 0.4, 'recipe.split.seed': 7, 'training.ema': 0.9 })
    expect(made.training.optimizer).toMatchObject({ kind: 'adamw', weightDecay: 0.5 })
    expect(made.model.layers[1]).toEqual({ kind: 'dropout', rate: 0.4 })
    expect([made.recipe.split.seed, made.training.ema]).toEqual([7, 0.9])
    expect(base.recipe.split.seed).toBe(42)
  })

  it.each([
    ['model.layers[9].units', 3],
    ['model.layers[gaussian-noise].standardDeviation', 3],
    ['training.no.such', 3],
  ])('refuses %s, which leads to nothing', (path, value) => {
    expect(composeExperiment(base, { [path]: value })).toMatchObject({ kind: 'bad', path, message: 'leads to nothing in the experiment' })
  })

  it('names the setting that cannot be', () => {
    expect(composeExperiment(base, { 'layers.count': 2, 'training.batch': -1 })).toMatchObject({ kind: 'bad', path: 'training.batch' })
    expect(composeExperiment(base, { 'model.layers[0].units': 0.5 })).toMatchObject({ kind: 'bad', path: 'model.layers[0].units' })
  })

  it.each([
    ['recipe.split.testFile', '/data/other.csv'],
    ['recipe.split', { ...base.recipe.split, testFile: '/data/other.csv' }],
    ['recipe', { ...base.recipe, split: { ...base.recipe.split, testFile: '/data/other.csv' } }],
  ])('refuses test rows of its own, named by %s', (path, value) => {
    expect(composeExperiment(base, { [path]: value })).toMatchObject({ kind: 'bad', path, message: 'names another file with test rows: all trials have those of the base' })
  })
})
