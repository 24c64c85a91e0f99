import type { Reliability } from '../metrics/reliability'
import type { ScoreCurve } from '../metrics/score-curves'
import type { ThresholdCounts } from '../metrics/threshold-metrics'
import type { Measured } from './evaluation'

/** Rows by a number in bins of equal width; `edges` is one longer than each of the counts. */
export interface SplitHistogram {
  readonly edges: readonly number[]
  /** Rows that are of the class, or were right. */
  readonly yes: readonly number[]
  readonly no: readonly number[]
}

export interface ClassAreas {
  readonly name: string
  /** Area under the class's own ROC curve against all others; null where it has no rows or all. */
  readonly auc: number | null
  readonly averagePrecision: number | null
}

/** A curve with the area under it. */
export interface AreaCurve {
  readonly curve: Pick<ScoreCurve, 'x' | 'y'>
  /** Of ROC the area; of precision and recall the average precision. */
  readonly area: number
}

/** What the scores of a part say that its metrics do not: all of it drawn from scores/, of at most 500 points a curve. */
export interface ClassesOverview {
  readonly kind: 'classes'
  readonly rows: number
  /** What was resampled for the intervals. */
  readonly unit: 'row' | 'key'
  readonly metrics: Readonly<Record<string, Measured>>
  /** Micro: every row and class one decision. Macro: the mean over the classes that have rows. */
  readonly roc: { readonly micro: AreaCurve | null; readonly macro: AreaCurve | null }
  readonly precisionRecall: { readonly micro: AreaCurve | null; readonly macro: AreaCurve | null }
  readonly areas: readonly ClassAreas[]
  /** Of the predicted class's probability. */
  readonly calibration: Reliability
  /** Probability of the predicted class, by right (yes) and wrong (no). */
  readonly confidence: SplitHistogram
  /** Two classes only. */
  readonly threshold: ThresholdCounts | null
}

export interface NumbersOverview {
  readonly kind: 'numbers'
  readonly rows: number
  readonly unit: 'row' | 'key'
  readonly metrics: Readonly<Record<string, Measured>>
  /** Rows to draw, evenly taken from all of them; at most 2,000. */
  readonly points: { readonly actual: readonly number[]; readonly predicted: readonly number[] }
  /** Residuals (predicted - actual) over groups of rows with like predictions: their mean, and the range of the middle 80 %. */
  readonly trend: { readonly predicted: readonly number[]; readonly mean: readonly number[]; readonly low: readonly number[]; readonly high: readonly number[] }
  readonly residuals: { readonly edges: readonly number[]; readonly counts: readonly number[]; readonly mean: number; readonly deviation: number }
}

export type EvaluationOverview = ClassesOverview | NumbersOverview

/** One class against all others. */
export interface ClassView {
  readonly roc: ScoreCurve | null
  readonly precisionRecall: ScoreCurve | null
  readonly auc: number | null
  readonly averagePrecision: number | null
  readonly calibration: Reliability
  /** Probability of the class, by rows that are of it (yes) and others (no). */
  readonly scores: SplitHistogram
}

/** A row that was predicted badly. */
export type BadRow =
  | { readonly kind: 'class'; readonly row: number; readonly truth: number; readonly predicted: number; readonly confidence: number; readonly ofTruth: number }
  | { readonly kind: 'number'; readonly row: number; readonly actual: number; readonly predicted: number }

export interface BadRows {
  /** Rows of this kind in the part. */
  readonly total: number
  /** The worst ones first. `row`: 0-based number in the source file. */
  readonly rows: readonly BadRow[]
}
