import { describe, expect, it } from 'vitest'
import type { Activation } from '@shared/model/activation'
import type { Layer } from '@shared/model/layer'
import { defaultTraining } from '@shared/training/resolve'
import type { TrainingSettings } from '@shared/training/training-settings'
import keras from '../fixtures/keras-numbers.json'
import { buildModel } from '../model/build-model'
import { eagerProgram } from '../programs/eager-program'
import { tf } from '../tensorflow'
import type { Tensor1D, Tensor2D } from '../tensorflow'
import { rowLoss } from './losses'
import { trainingStep } from './training-step'

/** Relative to the largest number of the lists. */
function expectClose(got: ArrayLike<number>, wanted: ArrayLike<number>, tolerance: number): void {
  expect(got.length).toBe(wanted.length)
  const scale = Math.max(1e-3, ...Array.from(wanted, Math.abs))
  Array.from(wanted).forEach((value, i) => expect(Math.abs((got[i] ?? NaN) - value) / scale, `entry ${i}: ${got[i]} for ${value}`).toBeLessThan(tolerance))
}

// Keras computes the powers of beta in float32, which shows in the sixth digit.
describe('optimisers take the steps of Keras', () => {
  const { start, gradients, cases } = keras.optimizers
  for (const one of cases) {
    it(one.name, () => {
      // One row whose label lies far below: the gradient of its absolute error is the row itself, and 1 for the bias.
      const training = { ...defaultTraining('regression', 1), ...(one.settings as Partial<TrainingSettings>), loss: 'mean-absolute-error' as const }
      const built = buildModel({ layers: [], output: { activation: 'linear' } }, { inputs: 4, units: 1, seed: 1, embedding: null })
      const step = trainingStep(built, { task: 'regression', classes: 0, units: 1, output: 'linear', training })
      const features = Float32Array.from(gradients.flat())
      const program = eagerProgram(step, { features, labels: new Float32Array(gradients.length).fill(-1e6), inputs: 4, batch: 1, seed: 1 })
      program.write({ ...program.read(), weights: [Float32Array.from(start), new Float32Array(1)] })
      one.path.forEach((wanted, number) => {
        program.train({ order: Int32Array.of(number), weights: null, scalars: Float32Array.from(step.scalars(0.1, number)), firstStep: number })
        const { weights, averages } = program.read()
        expectClose(weights.flatMap((array) => [...array]), wanted, 1e-5)
        const average = one.averages[number]
        if (average !== undefined) expectClose(averages.flatMap((array) => [...array]), average, 1e-5)
      })
    })
  }
})

describe('losses and their gradients are those of Keras', () => {
  for (const one of keras.losses) {
    it(`${one.output} with ${Object.values(one.settings).join(', ')}, ${one.units} units`, () => {
      const output = one.output as 'softmax' | 'sigmoid' | 'linear'
      const regression = one.settings.loss.startsWith('mean') || one.settings.loss === 'huber'
      const training = { ...defaultTraining('classification', 1), ...(one.settings as Partial<TrainingSettings>) }
      const classes = one.units === 1 ? 2 : one.units
      const loss = rowLoss({ task: regression ? 'regression' : 'classification', classes, units: one.units, output, training })
      const labels = tf.tensor1d(one.labels)
      const of = (logits: Tensor2D): Tensor1D => {
        const values = output === 'softmax' ? tf.softmax(logits) : output === 'sigmoid' ? tf.sigmoid(logits) : logits
        return loss(labels, { logits, values })
      }
      const logits = tf.tensor2d(one.logits, [one.labels.length, one.units])
      expectClose(of(logits).dataSync(), one.losses, 3e-6)
      const gradient = tf.grad((z) => tf.sum(of(z as Tensor2D)))(logits)
      expectClose(gradient.dataSync(), one.gradient, 3e-6)
    })
  }
})

it('a network of every activation and normalisation takes the training steps of Keras', () => {
  const { network } = keras
  const activations: Activation[] = ['tanh', 'relu', 'leaky-relu', 'elu', 'selu', 'gelu', 'swish', 'sigmoid', 'softplus']
  const layers = activations.flatMap((activation, index): Layer[] => [
    { kind: 'dense', units: 6, activation, ...(index === 0 ? { l1: 1e-3, l2: 1e-2 } : {}), ...(index === 1 ? { maxNorm: 0.8 } : {}) },
    ...(index === 3 ? [{ kind: 'batch-normalization' as const, momentum: 0.9 }] : []),
    ...(index === 5 ? [{ kind: 'layer-normalization' as const }] : []),
  ])
  const design = { layers: [...layers, { kind: 'residual' as const, layers: [{ kind: 'dense' as const, units: 4, activation: 'tanh' as const }] }], output: { activation: 'softmax' as const } }
  const built = buildModel(design, { inputs: 5, units: 3, seed: 1, embedding: null })
  const training = { ...defaultTraining('classification', 44), optimizer: { kind: 'momentum' as const, momentum: 0.9, nesterov: false }, loss: 'sparse-categorical-cross-entropy' as const }
  const step = trainingStep(built, { task: 'classification', classes: 3, units: 3, output: 'softmax', training })
  const program = eagerProgram(step, { features: Float32Array.from(network.features), labels: Float32Array.from(network.labels), inputs: 5, batch: 10, seed: 1 })

  // tfjs keeps the moving statistics at the end of the list.
  const inOurOrder = (arrays: readonly number[][]) => {
    const moving = (index: number) => network.names[index]?.includes('moving') === true
    return [...arrays.filter((_, i) => !moving(i)), ...arrays.filter((_, i) => moving(i))].map((array) => Float32Array.from(array))
  }
  program.write({ ...program.read(), weights: inOurOrder(network.before) })
  program.train({ order: Int32Array.from({ length: 44 }, (_, i) => i), weights: null, scalars: new Float32Array(5).fill(0.05), firstStep: 0 })
  inOurOrder(network.after).forEach((wanted, index) => expectClose(program.read().weights[index] ?? [], wanted, 2e-5))
  const { values } = program.score(Float32Array.from(network.features).subarray(0, 15), Float32Array.from(network.labels).subarray(0, 3), false)
  expectClose(values, network.prediction, 1e-5)
})
