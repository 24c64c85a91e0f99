import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { designOfNetwork } from '@shared/export/design-of-network'
import { evaluateNetwork } from '@shared/export/evaluate-network'
import { readKeras } from './read-keras'

const folder = resolve('src/engine/exchange/keras/fixtures')
const told = JSON.parse(readFileSync(join(folder, 'predictions.json'), 'utf8')) as Record<string, { rows: number[][]; predictions: number[][] }>
const designs = {
  sequential: {
    layers: [
      { kind: 'dense', units: 6, activation: 'relu' },
      { kind: 'batch-normalization', momentum: 0.99, epsilon: 1e-3 },
      { kind: 'dropout', rate: 0.25 },
      { kind: 'dense', units: 5, activation: 'gelu', useBias: false },
      { kind: 'layer-normalization', epsilon: 1e-3 },
    ],
    output: { activation: 'softmax' },
  },
  functional: {
    layers: [
      { kind: 'dense', units: 5, activation: 'swish' },
      { kind: 'residual', layers: [{ kind: 'dense', units: 5, activation: 'elu' }, { kind: 'gaussian-noise', standardDeviation: 0.1 }] },
      { kind: 'residual', layers: [{ kind: 'dense', units: 7, activation: 'tanh' }] },
    ],
    output: { activation: 'linear' },
  },
}

describe.each(Object.entries(designs))('a %s model that Keras wrote', (name, design) => {
  it.each(['keras', 'h5'])('as .%s predicts what Keras predicts, and is the design that it looks like', async (ending) => {
    const network = await readKeras(join(folder, `${name}.${ending}`))
    const { rows = [], predictions = [] } = told[name] ?? {}
    const found = evaluateNetwork(network, Float32Array.from(rows.flat()), rows.length)
    predictions.flat().forEach((value, place) => expect(found[place]).toBeCloseTo(value, 5))
    expect(designOfNetwork(network).design).toEqual(design)
  })
})
