import type { MetricValues } from '../run/epoch-metrics'
import { areaUnderCurve } from './area-under-curve'
import { classificationReport as at, finite } from './row-report'
import type { Tally, TallyState } from './row-report'

/** Two classes: which one is positive, and from which score on it is predicted; null: when it scores higher than the other. */
export interface PositiveClass {
  readonly index: 0 | 1
  readonly threshold: number | null
}

export const defaultPositive: PositiveClass = { index: 1, threshold: null }

/** How often each class was there, was predicted, and was predicted rightly. */
export interface ClassCounts {
  readonly support: Float64Array
  readonly predicted: Float64Array
  readonly right: Float64Array
}

/** Adds up classification reports (see RowReport). `classes` >= 2. */
export class ClassificationTally implements Tally {
  readonly counts: ClassCounts
  private rows = 0
  private lossSum = 0
  private hits = 0
  private topHits = 0
  private logLossSum = 0
  /** Two classes only: the scores of the positive class and who is positive, for the area under the curve. */
  private scores = new Float32Array(0)
  private positives = new Uint8Array(0)

  constructor(
    private readonly classes: number,
    private readonly positive: PositiveClass = defaultPositive,
    state?: TallyState,
  ) {
    this.counts = { support: new Float64Array(classes), predicted: new Float64Array(classes), right: new Float64Array(classes) }
    if (state !== undefined) this.restore(state)
  }

  add(report: Float32Array, labels: Float32Array, weights?: Float32Array): void {
    const { support, predicted, right } = this.counts
    if (this.classes === 2) this.reserve(this.rows + labels.length)
    for (let row = 0; row < labels.length; row++) {
      const label = labels[row] ?? 0
      const start = row * at.width
      const probability = report[start + at.probability] ?? 0
      this.lossSum += (report[start + at.loss] ?? 0) * (weights === undefined ? 1 : (weights[row] ?? 0))
      this.logLossSum -= Math.log(Math.max(probability, 1e-7))
      if ((report[start + at.above] ?? 0) < 5) this.topHits++
      if (this.classes === 2) this.addBinary(label, positiveScore(report, row, this.positive))
      const guess = predictedClass(report, row, this.classes, this.positive)
      if (guess === label) {
        this.hits++
        right[label] = (right[label] ?? 0) + 1
      }
      support[label] = (support[label] ?? 0) + 1
      predicted[guess] = (predicted[guess] ?? 0) + 1
      this.rows++
    }
  }

  values(): MetricValues {
    const loss = finite(this.lossSum / this.rows)
    const accuracy = finite(this.hits / this.rows)
    const macroF1 = macroF1Of(this.counts)
    const logLoss = finite(this.logLossSum / this.rows)
    const balancedAccuracy = balancedAccuracyOf(this.counts)
    if (this.classes === 2) {
      const auc = areaUnderCurve(this.scores.subarray(0, this.rows), this.positives.subarray(0, this.rows))
      return { loss, accuracy, macroF1, auc, logLoss, balancedAccuracy }
    }
    const top5 = finite(this.topHits / this.rows)
    return this.classes > 5 ? { loss, accuracy, top5, macroF1, logLoss, balancedAccuracy } : { loss, accuracy, macroF1, logLoss, balancedAccuracy }
  }

  /** Rows, right answers and right answers among the best five: what intervals are made of. */
  get shares(): { readonly rows: number; readonly hits: number; readonly topHits: number } {
    return { rows: this.rows, hits: this.hits, topHits: this.topHits }
  }

  save(): TallyState {
    const { support, predicted, right } = this.counts
    const sums = [this.rows, this.lossSum, this.hits, this.topHits, this.logLossSum, ...support, ...predicted, ...right]
    const binary = this.classes === 2
    return { sums, arrays: binary ? [this.scores.slice(0, this.rows), Float32Array.from(this.positives.subarray(0, this.rows))] : [] }
  }

  private restore(state: TallyState): void {
    const [rows = 0, lossSum = 0, hits = 0, topHits = 0, logLossSum = 0] = state.sums
    Object.assign(this, { rows, lossSum, hits, topHits, logLossSum })
    const { support, predicted, right } = this.counts
    ;[support, predicted, right].forEach((counts, i) => counts.set(state.sums.slice(5 + i * this.classes, 5 + (i + 1) * this.classes)))
    this.scores = Float32Array.from(state.arrays[0] ?? [])
    this.positives = Uint8Array.from(state.arrays[1] ?? [])
  }

  private addBinary(label: number, score: number): void {
    this.scores[this.rows] = score
    this.positives[this.rows] = label === this.positive.index ? 1 : 0
  }

  private reserve(rows: number): void {
    if (rows <= this.scores.length) return
    const room = Math.max(rows, 2 * this.scores.length)
    const [scores, positives] = [new Float32Array(room), new Uint8Array(room)]
    scores.set(this.scores)
    positives.set(this.positives)
    this.scores = scores
    this.positives = positives
  }
}

/** The class that row `row` of a report is said to be of: the one that scores highest, or of two by the threshold. */
export function predictedClass(report: Float32Array, row: number, classes: number, positive: PositiveClass): number {
  if (classes > 2 || positive.threshold === null) return report[row * at.width + at.predicted] ?? 0
  return positiveScore(report, row, positive) >= positive.threshold ? positive.index : 1 - positive.index
}

/** The probability of the positive class of two. */
function positiveScore(report: Float32Array, row: number, positive: PositiveClass): number {
  const second = report[row * at.width + at.second] ?? 0
  return positive.index === 1 ? second : 1 - second
}

/** Mean F1 over the classes that occur or were predicted, in [0, 1]; null without rows. As scikit-learn's f1_score(average='macro'). */
export function macroF1Of(counts: ClassCounts): number | null {
  let sum = 0
  let seen = 0
  counts.support.forEach((support, index) => {
    const predicted = counts.predicted[index] ?? 0
    if (support + predicted === 0) return
    seen++
    sum += (2 * (counts.right[index] ?? 0)) / (support + predicted)
  })
  return seen === 0 ? null : sum / seen
}

/** Mean recall over the classes that occur, in [0, 1]; null without rows. As scikit-learn's balanced_accuracy_score. */
export function balancedAccuracyOf(counts: ClassCounts): number | null {
  let sum = 0
  let seen = 0
  counts.support.forEach((support, index) => {
    if (support === 0) return
    seen++
    sum += (counts.right[index] ?? 0) / support
  })
  return seen === 0 ? null : sum / seen
}
