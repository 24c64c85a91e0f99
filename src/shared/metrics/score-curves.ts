import type { ScoreRanking } from './score-ranking'

/** Points of a curve in order; `threshold` is the score from which on rows count as positive at that point, null where none does. */
export interface ScoreCurve {
  readonly x: readonly number[]
  readonly y: readonly number[]
  readonly threshold: readonly (number | null)[]
}

/** More points than this cannot be told apart in a picture. */
export const mostCurvePoints = 500

/**
 * Receiver operating characteristic: x the false positive rate, y the true positive rate, both in [0, 1] and rising.
 * null where one of the two kinds of rows is absent. As scikit-learn's roc_curve with drop_intermediate=False; at most `most` of its points.
 */
export function rocCurve(ranking: ScoreRanking, most = Infinity): ScoreCurve | null {
  const { truePositives, falsePositives, positives, negatives } = ranking
  if (positives === 0 || negatives === 0) return null
  const x = (i: number): number => (i === 0 ? 0 : (falsePositives[i - 1] as number) / negatives)
  const y = (i: number): number => (i === 0 ? 0 : (truePositives[i - 1] as number) / positives)
  return pointsOf(ranking, x, y, most)
}

/**
 * Precision (y) over recall (x), recall rising from 0; the first point is (0, 1) by convention, as in scikit-learn's precision_recall_curve.
 * null without positive rows. At most `most` points.
 */
export function precisionRecallCurve(ranking: ScoreRanking, most = Infinity): ScoreCurve | null {
  const { truePositives, falsePositives, positives } = ranking
  if (positives === 0) return null
  const x = (i: number): number => (i === 0 ? 0 : (truePositives[i - 1] as number) / positives)
  const y = (i: number): number => (i === 0 ? 1 : (truePositives[i - 1] as number) / ((truePositives[i - 1] as number) + (falsePositives[i - 1] as number)))
  return pointsOf(ranking, x, y, most)
}

/** Points 0 to the number of thresholds; where there are more than `most`, so many evenly spread along the curve, both ends among them. */
function pointsOf({ thresholds }: ScoreRanking, x: (i: number) => number, y: (i: number) => number, most: number): ScoreCurve {
  const last = thresholds.length
  const curve = { x: [] as number[], y: [] as number[], threshold: [] as (number | null)[] }
  const keep = (i: number): void => {
    curve.x.push(x(i))
    curve.y.push(y(i))
    curve.threshold.push(i === 0 ? null : (thresholds[i - 1] as number))
  }
  const lengthTo = (i: number): number => Math.abs(x(i) - x(i - 1)) + Math.abs(y(i) - y(i - 1))
  let whole = 0
  if (last + 1 > most) for (let i = 1; i <= last; i++) whole += lengthTo(i)
  const step = last + 1 > most ? whole / (most - 2) : 0
  keep(0)
  let since = 0
  for (let i = 1; i < last; i++) {
    if (step > 0) since += lengthTo(i)
    if (since < step) continue
    keep(i)
    since = 0
  }
  if (last > 0) keep(last)
  return curve
}

/** Area under the ROC curve: the chance that a positive row scores above a negative one, ties counting half. null as rocCurve. */
export function rocArea({ truePositives, falsePositives, positives, negatives }: ScoreRanking): number | null {
  if (positives === 0 || negatives === 0) return null
  let area = 0
  let [hits, alarms] = [0, 0]
  for (let i = 0; i < truePositives.length; i++) {
    const [more, moreAlarms] = [truePositives[i] as number, falsePositives[i] as number]
    area += (moreAlarms - alarms) * (hits + more)
    ;[hits, alarms] = [more, moreAlarms]
  }
  return area / (2 * positives * negatives)
}

/** Mean precision over the gains in recall, without interpolation: scikit-learn's average_precision_score. null without positive rows. */
export function averagePrecision({ truePositives, falsePositives, positives }: ScoreRanking): number | null {
  if (positives === 0) return null
  let sum = 0
  let hits = 0
  for (let i = 0; i < truePositives.length; i++) {
    const more = truePositives[i] as number
    if (more > hits) sum += ((more - hits) * more) / (more + (falsePositives[i] as number))
    hits = more
  }
  return sum / positives
}

/**
 * Mean of curves on an even grid of x in [0, 1]: the macro average over classes. Between points a curve is linear; of several points
 * with the same x the highest counts, as numpy.interp does for a rising ROC curve.
 */
export function meanCurve(curves: readonly Pick<ScoreCurve, 'x' | 'y'>[], points = mostCurvePoints): Pick<ScoreCurve, 'x' | 'y'> {
  const x = Array.from({ length: points }, (_, i) => i / (points - 1))
  const sums = new Float64Array(points)
  for (const curve of curves) {
    let at = 0
    x.forEach((wanted, i) => {
      while (at + 1 < curve.x.length && (curve.x[at + 1] as number) <= wanted) at++
      const [left, right] = [curve.x[at] as number, curve.x[at + 1]]
      const [low, high] = [curve.y[at] as number, curve.y[at + 1]]
      const value = right === undefined || high === undefined || right === left ? low : low + ((high - low) * (wanted - left)) / (right - left)
      sums[i] = (sums[i] as number) + value
    })
  }
  return { x, y: Array.from(sums, (sum) => sum / Math.max(1, curves.length)) }
}
