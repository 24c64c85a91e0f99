import { tf } from '../tensorflow'
import type { Tensor, Tensor1D, Tensor2D } from '../tensorflow'
import { logProbabilities } from './losses'
import type { LossSettings, Outputs } from './losses'

/**
 * The report of a batch, [rows, width], in the columns of classificationReport or regressionReport in shared/metrics.
 * Nothing in it has a gradient.
 */
export function rowReport(settings: LossSettings, labels: Tensor1D, outputs: Outputs, losses: Tensor1D): Tensor2D {
  if (settings.task === 'regression') return tf.stack([losses, tf.reshape(outputs.values, [-1])], 1) as Tensor2D
  if (settings.units === 1) return oneUnitReport(labels, outputs, losses)
  const logs = logProbabilities(settings.output, outputs)
  const hot = tf.cast(tf.oneHot(tf.cast(labels, 'int32'), settings.classes), 'float32')
  const rank = settings.classes === 2 ? tf.exp(tf.reshape(tf.slice(logs, [0, 1], [-1, 1]), [-1])) : classesAbove(outputs, hot)
  const predicted = tf.cast(tf.argMax(outputs.values, 1), 'float32')
  const probability = tf.exp(tf.sum(tf.mul(logs, hot), 1))
  return tf.stack([losses, predicted, rank, probability], 1) as Tensor2D
}

function classesAbove({ values }: Outputs, hot: Tensor): Tensor {
  const scoreOfTrue = tf.sum(tf.mul(values, hot), 1, true)
  return tf.sum(tf.cast(tf.greater(values, scoreOfTrue), 'float32'), 1)
}

/** Two classes on one sigmoid or linear unit: its value is the score of the second class. */
function oneUnitReport(labels: Tensor1D, outputs: Outputs, losses: Tensor1D): Tensor2D {
  const score = tf.clipByValue(tf.reshape(outputs.values, [-1]), 0, 1)
  const probability = tf.add(tf.mul(labels, score), tf.mul(tf.sub(1, labels), tf.sub(1, score)))
  const predicted = tf.cast(tf.greaterEqual(score, 0.5), 'float32')
  return tf.stack([losses, predicted, score, probability], 1) as Tensor2D
}
