import type { MetricValues } from '../run/epoch-metrics'

/**
 * What the trainer says about each row it has seen: `width` numbers a row, in this order. All metrics are computed from such reports,
 * in one place for all modes. `above`: classes scored above the true one, or, of two classes, `second`: the probability of the second one.
 * `probability`: that of the true class. Probabilities are as the loss sees them.
 */
export const classificationReport = { width: 4, loss: 0, predicted: 1, above: 2, second: 2, probability: 3 } as const

/** The report of a regression: predictions are standardised, as the labels are. */
export const regressionReport = { width: 2, loss: 0, prediction: 1 } as const

/** A tally half way through an epoch, to go on from: JSON numbers, and arrays too long for JSON. */
export interface TallyState {
  readonly sums: readonly number[]
  readonly arrays: readonly Float32Array[]
}

/** Adds up reports over an epoch or a part of the rows. */
export interface Tally {
  /** `report`: width x labels.length numbers. `weights`: one a row, of the loss; absent: all 1. */
  add(report: Float32Array, labels: Float32Array, weights?: Float32Array): void
  /** Means over what was added: see metricsFor for the names. */
  values(): MetricValues
  save(): TallyState
}

/** A number that JSON can hold. */
export const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)
