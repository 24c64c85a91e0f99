import { assertNever } from '@shared/assert-never'
import type { OutputActivation } from '@shared/model/activation'
import type { Task } from '@shared/recipe/recipe'
import type { TrainingSettings } from '@shared/training/training-settings'
import { tf } from '../tensorflow'
import type { Tensor, Tensor1D, Tensor2D } from '../tensorflow'

/** Keras's epsilon: probabilities are kept this far from 0 and 1. */
const epsilon = 1e-7

export interface LossSettings {
  readonly task: Task
  readonly classes: number
  readonly units: number
  readonly output: OutputActivation
  readonly training: Pick<TrainingSettings, 'loss' | 'labelSmoothing' | 'focalGamma' | 'huberDelta'>
}

/** What the output layer made of a batch: before and after its activation, [rows, units] both. */
export interface Outputs {
  readonly logits: Tensor2D
  readonly values: Tensor2D
}

/** The loss of each row, [rows], unweighted. labels: [rows], a class number or a standardised target. */
export type RowLoss = (labels: Tensor1D, outputs: Outputs) => Tensor1D

/** The loss function of these settings. */
export function rowLoss(settings: LossSettings): RowLoss {
  const { training } = settings
  const delta = training.huberDelta ?? 1
  switch (training.loss) {
    case 'sparse-categorical-cross-entropy':
      return (labels, outputs) => crossEntropy(settings, labels, outputs)
    case 'focal':
      return (labels, outputs) => focal(settings, labels, outputs)
    case 'binary-cross-entropy':
      return (labels, outputs) => binaryCrossEntropy(settings, labels, outputs)
    case 'mean-squared-error':
      return (labels, outputs) => tf.square(errors(labels, outputs))
    case 'mean-absolute-error':
      return (labels, outputs) => tf.abs(errors(labels, outputs))
    case 'huber':
      // Quadratic up to delta, linear beyond, without a branch: q²/2 + delta·(|e| - q), q = min(|e|, delta).
      return (labels, outputs) => {
        const size = tf.abs(errors(labels, outputs))
        const quadratic = tf.minimum(size, delta)
        return tf.add(tf.mul(tf.square(quadratic), 0.5), tf.mul(tf.sub(size, quadratic), delta))
      }
    default:
      return assertNever(training.loss)
  }
}

const errors = (labels: Tensor1D, outputs: Outputs): Tensor1D => tf.sub(tf.reshape(outputs.values, [-1]), labels)

/** One row per label with 1 in its class, [rows, classes]; smoothed as Keras does: 1 - s + s / classes in it, s / classes elsewhere. */
function targets(labels: Tensor1D, classes: number, smoothing: number): Tensor2D {
  const exact = tf.cast(tf.oneHot(tf.cast(labels, 'int32'), classes), 'float32') as Tensor2D
  return smoothing === 0 ? exact : tf.add(tf.mul(exact, 1 - smoothing), smoothing / classes)
}

/**
 * Log-probabilities of the classes as Keras's sparse categorical cross-entropy takes them from each output: of a softmax exactly, from its
 * logits; sigmoids are clipped and divided by their sum; a linear output is clipped to [epsilon, 1 - epsilon] first, so values outside
 * have no gradient. (keras/src/backend/tensorflow/nn.py, sparse_categorical_crossentropy.)
 */
export function logProbabilities(output: OutputActivation, outputs: Outputs): Tensor2D {
  if (output === 'softmax') return tf.logSoftmax(outputs.logits)
  return tf.logSoftmax(tf.log(tf.clipByValue(outputs.values, epsilon, 1 - epsilon)))
}

function crossEntropy({ classes, output, training }: LossSettings, labels: Tensor1D, outputs: Outputs): Tensor1D {
  return tf.neg(tf.sum(tf.mul(targets(labels, classes, training.labelSmoothing), logProbabilities(output, outputs)), 1))
}

/** Focal loss (Lin et al. 2017): cross-entropy times (1 - p)^gamma, p the probability of the true class. */
function focal({ classes, output, training }: LossSettings, labels: Tensor1D, outputs: Outputs): Tensor1D {
  const logs = logProbabilities(output, outputs)
  const weights = tf.pow(tf.maximum(tf.sub(1, tf.exp(logs)), epsilon), training.focalGamma ?? 2)
  return tf.neg(tf.sum(tf.mul(targets(labels, classes, training.labelSmoothing), tf.mul(weights, logs)), 1))
}

/**
 * Binary cross-entropy, averaged over the units as Keras does. One unit: its label is 0 or 1, smoothed towards 0.5. More: one unit a class,
 * each against the rest. Sigmoids are taken at their logits: max(z, 0) - z·t + log(1 + exp(-|z|)). Other outputs are clipped.
 */
function binaryCrossEntropy({ classes, units, output, training }: LossSettings, labels: Tensor1D, outputs: Outputs): Tensor1D {
  const smoothing = training.labelSmoothing
  const exact: Tensor = units === 1 ? tf.reshape(labels, [-1, 1]) : targets(labels, classes, 0)
  const target = smoothing === 0 ? exact : tf.add(tf.mul(exact, 1 - smoothing), smoothing / 2)
  const perUnit =
    output === 'sigmoid' ? atLogits(target, outputs.logits) : atProbabilities(target, tf.clipByValue(outputs.values, epsilon, 1 - epsilon))
  return tf.mean(perUnit, 1)
}

const atLogits = (target: Tensor, logits: Tensor): Tensor =>
  tf.add(tf.sub(tf.relu(logits), tf.mul(logits, target)), tf.log1p(tf.exp(tf.neg(tf.abs(logits)))))

const atProbabilities = (target: Tensor, values: Tensor): Tensor =>
  tf.neg(tf.add(tf.mul(target, tf.log(values)), tf.mul(tf.sub(1, target), tf.log(tf.sub(1, values)))))
