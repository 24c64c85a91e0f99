import { CrossfadeError } from '@shared/errors'
import type { TrainingSettings } from '@shared/training/training-settings'
import type { PreparedData } from './prepared-data'

/**
 * Weight of each training row in the loss: that of its class times that of the weight column; null when all are 1.
 * 'balanced': rows / (classes x rows of the class), as scikit-learn's compute_class_weight. Throws `training-invalid`.
 */
export function rowWeights(data: PreparedData, classWeights: TrainingSettings['classWeights']): Float32Array | null {
  if (classWeights === 'none' || data.classes === 0) return data.weights
  const perClass = classWeights === 'balanced' ? balanced(data) : given(data, classWeights)
  return data.train.labels.map((label, row) => (perClass[label] ?? 1) * (data.weights?.[row] ?? 1))
}

function balanced({ train, classes }: PreparedData): Float64Array {
  const counts = new Float64Array(classes)
  for (const label of train.labels) counts[label] = (counts[label] ?? 0) + 1
  return counts.map((count) => (count === 0 ? 0 : train.rows / (classes * count)))
}

function given({ about }: PreparedData, weights: Readonly<Record<string, number>>): Float64Array {
  const unknown = Object.keys(weights).find((name) => !about.classes.includes(name))
  if (unknown !== undefined) {
    throw new CrossfadeError('training-invalid', `Class weights name ${JSON.stringify(unknown)}, which is not a class of the target. Remove it or correct its spelling.`)
  }
  return Float64Array.from(about.classes, (name) => weights[name] ?? 1)
}
