import type { PositiveClass } from '@shared/metrics/classification-tally'
import type { RunRecord } from '@shared/run/run-record'

/** What became of each row of a part, which is all that a comparison of two classifiers needs of their scores. */
export interface ClassOutcomes {
  readonly kind: 'classes'
  readonly classes: number
  readonly labels: Int32Array
  readonly predicted: Int32Array
  /** Probability of the true class, as the loss sees it. */
  readonly probability: Float32Array
  /** Probability of the predicted class. */
  readonly confidence: Float32Array
  /** Classes that score above the true one. */
  readonly above: Int32Array
  /** The training loss of each row, where it is not another form of a metric. */
  readonly losses?: Float64Array | null
}

export interface NumberOutcomes {
  readonly kind: 'numbers'
  readonly labels: Float32Array
  readonly predicted: Float32Array
  /** The training loss of each row, where it is not another form of a metric. */
  readonly losses?: Float64Array | null
}

export type Outcomes = ClassOutcomes | NumberOutcomes

/** Keras keeps probabilities this far from 0 and 1. */
const epsilon = 1e-7

/** The positive class and threshold that the run was evaluated with. Without a threshold the trainer takes the class that scores highest, and so does this. */
export function positiveOf({ experiment: { training } }: RunRecord, classes: readonly string[]): PositiveClass {
  const index = training.positiveClass === undefined ? 1 : classes.indexOf(training.positiveClass)
  return { index: index === 0 ? 0 : 1, threshold: training.threshold ?? null }
}

/**
 * Outcomes from probabilities, [rows, classes]. The first class that scores highest is predicted; of two with a threshold, the positive one
 * from it on.
 */
export function classOutcomes(from: Float32Array, classes: number, labels: ArrayLike<number>, positive: PositiveClass): ClassOutcomes {
  const rows = labels.length
  const out: ClassOutcomes = {
    kind: 'classes',
    classes,
    labels: Int32Array.from(labels),
    predicted: new Int32Array(rows),
    probability: new Float32Array(rows),
    confidence: new Float32Array(rows),
    above: new Int32Array(rows),
  }
  for (let row = 0; row < rows; row++) {
    const start = row * classes
    const ofTrue = from[start + (out.labels[row] as number)] as number
    let best = 0
    let highest = -Infinity
    let above = 0
    for (let k = 0; k < classes; k++) {
      const value = from[start + k] as number
      if (value > highest) {
        highest = value
        best = k
      }
      if (value > ofTrue) above++
    }
    if (classes === 2 && positive.threshold !== null) best = (from[start + positive.index] as number) >= positive.threshold ? positive.index : 1 - positive.index
    out.predicted[row] = best
    out.probability[row] = ofTrue
    out.confidence[row] = from[start + best] as number
    out.above[row] = above
  }
  return out
}

/** Minus the log of the probability of the true class, one a row. */
export const logLosses = ({ probability }: ClassOutcomes): Float64Array =>
  Float64Array.from(probability, (p) => -Math.log(Math.max(p, epsilon)))

/** Of two classes: the probability of the second one, one a row. */
export const secondShares = ({ labels, probability }: ClassOutcomes): Float32Array => probability.map((p, row) => (labels[row] === 1 ? p : 1 - p))
