import { tf } from '../tensorflow'
import type { Layer, Tensor } from '../tensorflow'

/** What layers need to know of the step that is being computed, beside their input. */
export interface StepSurroundings {
  /**
   * Random bits for noise layer `layer` (numbered in call order): int32 of `shape`, whose first entry is the batch.
   * Dropout takes one word a value, gaussian noise two.
   */
  noise(layer: number, shape: readonly number[], use: NoiseUse): Tensor
  /** [batch]: 1 for rows that are there, 0 for rows that only fill up the last batch. null: all rows are there. */
  readonly present: Tensor | null
  /** Scalar: 1 / rows that are there. */
  readonly inverseRows: Tensor
}

/** What a noise layer makes of its bits: a mask (true: keep) at a rate, or the bits themselves. */
export type NoiseUse = { readonly kind: 'mask'; readonly rate: number } | { readonly kind: 'bits' }

let surroundings: StepSurroundings | null = null
let noiseLayers = 0

/** Runs one forward pass of training: the layers that behave differently in training find their surroundings here. */
export function inTraining<T>(step: StepSurroundings, forward: () => T): T {
  surroundings = step
  noiseLayers = 0
  try {
    return forward()
  } finally {
    surroundings = null
  }
}

/** Bits at or above this int32 keep their value: the share `rate` of all words lies below. */
export const dropoutThreshold = (rate: number): number => Math.round(rate * 2 ** 32) - 2 ** 31

/**
 * tfjs's Dropout, GaussianNoise and BatchNormalization draw in JavaScript, repeat one mask when seeded, or know nothing of rows that only
 * fill up a batch. Layers of those classes are built as usual, so that the saved model is plain tfjs; only what they do in training is
 * replaced, layer by layer.
 */
function replaceTraining(layer: Layer, train: (input: Tensor, step: StepSurroundings) => Tensor): Layer {
  const original = layer.call.bind(layer)
  layer.call = (inputs, options) => {
    const input = Array.isArray(inputs) ? inputs[0] : inputs
    if (options['training'] !== true || surroundings === null || input === undefined) return original(inputs, options)
    const step = surroundings
    return tf.tidy(() => train(input, step))
  }
  return layer
}

/** Inverted dropout (Srivastava et al. 2014) with masks from the step's bits. */
export function withStatelessDropout(layer: Layer, rate: number): Layer {
  if (rate === 0) return layer
  return replaceTraining(layer, (input, step) => {
    const keep = step.noise(noiseLayers++, input.shape, { kind: 'mask', rate })
    return tf.mul(input, tf.mul(tf.cast(keep, 'float32'), 1 / (1 - rate)))
  })
}

/** Adds normal numbers made of the step's bits (Box & Muller 1958). */
export function withStatelessNoise(layer: Layer, standardDeviation: number): Layer {
  if (standardDeviation === 0) return layer
  return replaceTraining(layer, (input, step) => {
    const [rows = 0, width = 0] = input.shape
    const bits = step.noise(noiseLayers++, [rows, 2 * width], { kind: 'bits' })
    // Never 0, whose logarithm is infinite: int32 words next to the smallest become -2^31 when they turn into float32.
    const share = (from: number) =>
      tf.maximum(tf.add(tf.mul(tf.cast(tf.slice(bits, [0, from], [rows, width]), 'float32'), 2 ** -32), 0.5), 2 ** -33)
    const radius = tf.sqrt(tf.mul(tf.log(share(0)), -2))
    const normal = tf.mul(radius, tf.cos(tf.mul(share(width), 2 * Math.PI)))
    return tf.add(input, tf.mul(normal, standardDeviation))
  })
}

/** The parts of tfjs's BatchNormalization that it does not declare. */
interface BatchNormalizationParts {
  readonly gamma: { read(): Tensor }
  readonly beta: { read(): Tensor }
  readonly movingMean: { read(): Tensor; write(value: Tensor): void }
  readonly movingVariance: { read(): Tensor; write(value: Tensor): void }
}

/**
 * Batch normalisation (Ioffe & Szegedy 2015) over the rows that are there. As tfjs and Keras: population variance, moving averages
 * updated by (1 - momentum).
 */
export function withMaskedStatistics(layer: Layer, momentum: number, epsilon: number): Layer {
  const parts = layer as unknown as BatchNormalizationParts
  return replaceTraining(layer, (input, step) => {
    const column = step.present === null ? null : tf.reshape(step.present, [-1, 1])
    const mean = (values: Tensor) => tf.mul(tf.sum(column === null ? values : tf.mul(values, column), 0), step.inverseRows)
    const average = mean(input)
    const centred = tf.sub(input, average)
    const variance = mean(tf.square(centred))
    const update = (moving: BatchNormalizationParts['movingMean'], value: Tensor) => {
      const old = moving.read()
      moving.write(tf.sub(old, tf.mul(tf.sub(old, value), 1 - momentum)))
    }
    update(parts.movingMean, average)
    update(parts.movingVariance, variance)
    const scale = tf.mul(tf.rsqrt(tf.add(variance, epsilon)), parts.gamma.read())
    return tf.add(tf.mul(centred, scale), parts.beta.read())
  })
}
