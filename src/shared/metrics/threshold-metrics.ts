import { wilsonInterval } from '../statistics/wilson'
import type { Measured } from '../run/evaluation'
import type { ClassRow } from '../run/evaluation'

/**
 * Rows said to be positive at evenly spaced thresholds: place i is the threshold i / (length - 1), and rows that score at least that
 * much count as positive.
 */
export interface ThresholdCounts {
  /** Place of the positive class, 0 or 1. */
  readonly positive: number
  readonly positives: number
  readonly negatives: number
  readonly truePositives: readonly number[]
  readonly falsePositives: readonly number[]
}

const steps = 1000

/** scores: probability of the positive class, one a row. */
export function countByThreshold(scores: Float32Array, isPositive: Uint8Array, positive: number): ThresholdCounts {
  const truePositives = new Array<number>(steps + 1).fill(0)
  const falsePositives = new Array<number>(steps + 1).fill(0)
  let positives = 0
  for (let row = 0; row < scores.length; row++) {
    // The highest threshold that this row still reaches, in float32 as the scores are.
    let place = Math.min(steps, Math.floor((scores[row] as number) * steps) + 1)
    while (place > 0 && Math.fround(place / steps) > (scores[row] as number)) place--
    const counts = isPositive[row] === 1 ? truePositives : falsePositives
    counts[place] = (counts[place] as number) + 1
    positives += isPositive[row] as number
  }
  for (const counts of [truePositives, falsePositives]) for (let i = steps - 1; i >= 0; i--) counts[i] = (counts[i] as number) + (counts[i + 1] as number)
  return { positive, positives, negatives: scores.length - positives, truePositives, falsePositives }
}

/** Rows by truth and prediction: [[true negatives, false positives], [false negatives, true positives]] for the second class as positive. */
export function confusionAt({ positive, positives, negatives, truePositives, falsePositives }: ThresholdCounts, threshold: number): readonly (readonly [number, number])[] {
  const place = Math.round(threshold * (truePositives.length - 1))
  const [hits, alarms] = [truePositives[place] ?? 0, falsePositives[place] ?? 0]
  const missed = positives - hits
  const rest = negatives - alarms
  return positive === 1
    ? [
        [rest, alarms],
        [missed, hits],
      ]
    : [
        [hits, missed],
        [alarms, rest],
      ]
}

const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole)
const f1 = (hits: number, alarms: number, missed: number): number | null => ratio(2 * hits, 2 * hits + alarms + missed)
const meanOf = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value): value is number => value !== null)
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length
}

/** The metrics that follow from a table of two classes; shares of rows with Wilson's 95 % interval. As scikit-learn's functions of the same names. */
export function thresholdMetrics(confusion: readonly (readonly number[])[], positive: number): Readonly<Record<string, Measured>> {
  const at = (truth: number, predicted: number): number => confusion[truth]?.[predicted] ?? 0
  const other = 1 - positive
  const [hits, missed, alarms, rest] = [at(positive, positive), at(positive, other), at(other, positive), at(other, other)]
  const rows = hits + missed + alarms + rest
  const share = (part: number, whole: number): Measured =>
    whole === 0 ? { value: null, interval: null, method: null } : { value: part / whole, interval: [...wilsonInterval(part, whole)], method: 'wilson' }
  const plain = (value: number | null): Measured => ({ value, interval: null, method: null })
  const spread = Math.sqrt((hits + alarms) * (hits + missed) * (rest + alarms) * (rest + missed))
  return {
    accuracy: share(hits + rest, rows),
    precision: share(hits, hits + alarms),
    recall: share(hits, hits + missed),
    specificity: share(rest, rest + alarms),
    f1: plain(f1(hits, alarms, missed)),
    macroF1: plain(meanOf([f1(hits, alarms, missed), f1(rest, missed, alarms)])),
    balancedAccuracy: plain(meanOf([ratio(hits, hits + missed), ratio(rest, rest + alarms)])),
    matthews: plain(spread === 0 ? 0 : (hits * rest - alarms * missed) / spread),
  }
}

/** Metrics by class from a confusion matrix, rows true classes. */
export function classRowsOf(confusion: readonly (readonly number[])[], names: readonly string[]): readonly ClassRow[] {
  return names.map((name, index) => {
    const support = (confusion[index] ?? []).reduce((sum, rows) => sum + rows, 0)
    const predicted = confusion.reduce((sum, row) => sum + (row[index] ?? 0), 0)
    const right = confusion[index]?.[index] ?? 0
    return { name, support, predicted, precision: ratio(right, predicted), recall: ratio(right, support), f1: ratio(2 * right, support + predicted) }
  })
}
