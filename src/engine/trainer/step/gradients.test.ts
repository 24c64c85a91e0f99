import { describe, expect, it } from 'vitest'
import type { Layer } from '@shared/model/layer'
import { defaultTraining } from '@shared/training/resolve'
import type { Loss } from '@shared/training/training-settings'
import { buildModel } from '../model/build-model'
import { tf } from '../tensorflow'
import type { Tensor1D, Tensor2D } from '../tensorflow'
import { rowLoss } from './losses'

const stacks: readonly (readonly [string, Layer[]])[] = [
  ['dense', [{ kind: 'dense', units: 4, activation: 'tanh' }]],
  ['gelu and swish', [{ kind: 'dense', units: 4, activation: 'gelu' }, { kind: 'dense', units: 3, activation: 'swish' }]],
  ['layer normalisation', [{ kind: 'dense', units: 4, activation: 'softplus' }, { kind: 'layer-normalization' }]],
  ['residual', [{ kind: 'residual', layers: [{ kind: 'dense', units: 5, activation: 'elu' }] }]],
]
const losses: readonly (readonly [Loss, 'softmax' | 'sigmoid' | 'linear'])[] = [
  ['sparse-categorical-cross-entropy', 'softmax'],
  ['sparse-categorical-cross-entropy', 'sigmoid'],
  ['focal', 'softmax'],
  ['binary-cross-entropy', 'sigmoid'],
  ['mean-squared-error', 'linear'],
  ['huber', 'linear'],
]

describe('gradients agree with finite differences', () => {
  for (const [name, layers] of stacks) {
    for (const [loss, output] of losses) {
      it(`${name}, ${loss}, ${output}`, () => {
        const regression = output === 'linear'
        const units = regression ? 1 : 3
        const built = buildModel({ layers, output: { activation: output } }, { inputs: 3, units, seed: 4, embedding: null })
        const training = { ...defaultTraining(regression ? 'regression' : 'classification', 8), loss }
        const perRow = rowLoss({ task: regression ? 'regression' : 'classification', classes: regression ? 0 : 3, units, output, training })
        const features = tf.tensor2d(Float32Array.from({ length: 24 }, (_, i) => Math.sin(3 * i)), [8, 3])
        const labels = tf.tensor1d(Float32Array.from({ length: 8 }, (_, i) => (regression ? Math.cos(i) : i % 3)))
        const total = () => {
          const logits = built.logits.apply(features) as Tensor2D
          const values = output === 'softmax' ? tf.softmax(logits) : output === 'sigmoid' ? tf.sigmoid(logits) : logits
          return tf.mean(perRow(labels as Tensor1D, { logits, values })).asScalar()
        }
        const { grads } = tf.variableGrads(total, [...built.trainable])
        for (const weight of built.trainable) {
          const values = weight.dataSync().slice() as Float32Array
          const gradient = grads[weight.name]?.dataSync() ?? []
          for (let i = 0; i < values.length; i += Math.ceil(values.length / 3)) {
            const h = 1e-2
            const at = (offset: number) => {
              const moved = values.slice()
              moved[i] = (moved[i] ?? 0) + offset
              weight.assign(tf.tensor(moved, weight.shape))
              return total().dataSync()[0] ?? NaN
            }
            // Fourth order: the step can be large enough for float32.
            const difference = (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h)
            weight.assign(tf.tensor(values, weight.shape))
            expect(Math.abs(difference - (gradient[i] ?? NaN)), `${weight.name}[${i}]`).toBeLessThan(2e-4)
          }
        }
      })
    }
  }
})
