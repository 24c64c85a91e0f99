import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { OutputActivation } from '@shared/model/activation'
import type { TrainingSettings } from '@shared/training/training-settings'
import { z } from 'zod'

/** Keras keeps probabilities this far from 0 and 1. */
const epsilon = 1e-7
/** The least that a float32 can hold: the logarithm of a smaller softmax is not known. */
const least = 1.4e-45

type LossSettings = Pick<TrainingSettings, 'loss' | 'labelSmoothing' | 'focalGamma' | 'huberDelta'>

/** A classifier's scores, [rows, columns] as the output gave them, and the same as probabilities, with the class of each row. */
export interface ScoredClasses {
  readonly raw: Float32Array
  readonly shares: Float32Array
  readonly columns: number
  readonly labels: ArrayLike<number>
  readonly output: OutputActivation
}

/**
 * The training loss of each row, as the trainer's step/losses.ts has it, for losses that are not another form of a metric: cross-entropy
 * with label smoothing, focal and binary cross-entropy. Null for the others.
 */
export function classLosses(training: LossSettings, scored: ScoredClasses): Float64Array | null {
  switch (training.loss) {
    case 'sparse-categorical-cross-entropy':
      return training.labelSmoothing === 0 ? null : smoothed(training.labelSmoothing, 0, scored)
    case 'focal':
      return smoothed(training.labelSmoothing, training.focalGamma ?? 2, scored)
    case 'binary-cross-entropy':
      return eachAgainstTheRest(training.labelSmoothing, scored)
    default:
      return null
  }
}

/** Minus the sum over classes of target x (1 - p)^gamma x log p. */
function smoothed(smoothing: number, gamma: number, { shares, columns, labels }: ScoredClasses): Float64Array {
  const losses = new Float64Array(labels.length)
  const off = smoothing / columns
  for (let row = 0; row < losses.length; row++) {
    let sum = 0
    for (let k = 0; k < columns; k++) {
      const target = off + (k === labels[row] ? 1 - smoothing : 0)
      if (target === 0) continue
      const p = shares[row * columns + k] as number
      sum -= target * (gamma === 0 ? 1 : Math.max(1 - p, epsilon) ** gamma) * Math.log(Math.max(p, least))
    }
    losses[row] = sum
  }
  return losses
}

/** The mean over outputs of their binary cross-entropy; one output of two classes stands as two columns that add up to 1. */
function eachAgainstTheRest(smoothing: number, { raw, columns, labels }: ScoredClasses): Float64Array {
  const losses = new Float64Array(labels.length)
  for (let row = 0; row < losses.length; row++) {
    let sum = 0
    for (let k = 0; k < columns; k++) {
      const target = (k === labels[row] ? 1 - smoothing : 0) + smoothing / 2
      const p = Math.min(Math.max(raw[row * columns + k] as number, epsilon), 1 - epsilon)
      sum -= target * Math.log(p) + (1 - target) * Math.log(1 - p)
    }
    losses[row] = sum / columns
  }
  return losses
}

/** The Huber loss of each row; null for other losses. unit: standard deviation of the target, in which it was trained. */
export function numberLosses(training: LossSettings, predicted: Float32Array, labels: ArrayLike<number>, unit: () => number | null): Float64Array | null {
  if (training.loss !== 'huber') return null
  const scale = unit()
  if (scale === null) return null
  const delta = training.huberDelta ?? 1
  return Float64Array.from(predicted, (value, row) => {
    const size = Math.abs(value - (labels[row] as number)) / scale
    const quadratic = Math.min(size, delta)
    return 0.5 * quadratic * quadratic + delta * (size - quadratic)
  })
}

const fitted = z.object({ target: z.object({ kind: z.literal('number'), std: z.number().positive() }) })

/** The standard deviation that a run's preparation divided the target by; null where that is not known. */
export function targetUnit(dir: string): number | null {
  try {
    const parsed = fitted.safeParse(JSON.parse(readFileSync(join(dir, 'pipeline.json'), 'utf8')))
    return parsed.success ? parsed.data.target.std : null
  } catch {
    return null
  }
}
