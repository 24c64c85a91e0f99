import { predictedClass } from '@shared/metrics/classification-tally'
import type { PositiveClass } from '@shared/metrics/classification-tally'
import { classificationReport, regressionReport } from '@shared/metrics/row-report'
import type { Worsening } from '@shared/run/importance'
import { tQuantile } from '@shared/statistics/t-distribution'

/** What a model does to each row, by name of the quantity. */
export type RowQuantities = Readonly<Record<string, Float64Array>>

/** A metric that is a function of the mean of one quantity over the rows. */
export interface RowMetric {
  readonly name: string
  readonly quantity: string
  readonly value: (mean: number) => number
  /** Its derivative. */
  readonly slope: (mean: number) => number
  /** 1: a larger value is worse; -1: a smaller one. */
  readonly worse: 1 | -1
}

const itself = (mean: number) => mean

export const classMetrics: readonly RowMetric[] = [
  { name: 'accuracy', quantity: 'hit', value: itself, slope: () => 1, worse: -1 },
  { name: 'loss', quantity: 'loss', value: itself, slope: () => 1, worse: 1 },
]

/** Of standardised predictions. variance: of the standardised labels of the rows, with n; std: what a standardised 1 is in the target's unit. */
export function numberMetrics(variance: number, std: number): readonly RowMetric[] {
  return [
    { name: 'r2', quantity: 'square', value: (mean) => 1 - mean / variance, slope: () => -1 / variance, worse: -1 },
    { name: 'rmse', quantity: 'square', value: (mean) => std * Math.sqrt(mean), slope: (mean) => (mean > 0 ? std / (2 * Math.sqrt(mean)) : 0), worse: 1 },
  ]
}

/** Whether each row is right, and its loss, from a report of shared/metrics. */
export function classQuantities(report: Float32Array, labels: Float32Array, classes: number, positive: PositiveClass): RowQuantities {
  const { width, loss } = classificationReport
  const hit = new Float64Array(labels.length)
  const losses = new Float64Array(labels.length)
  for (let row = 0; row < labels.length; row++) {
    hit[row] = predictedClass(report, row, classes, positive) === labels[row] ? 1 : 0
    losses[row] = report[row * width + loss] ?? NaN
  }
  return { hit, loss: losses }
}

export function numberQuantities(report: Float32Array, labels: Float32Array): RowQuantities {
  const { width, prediction } = regressionReport
  return { square: Float64Array.from(labels, (label, row) => ((report[row * width + prediction] ?? NaN) - label) ** 2) }
}

export const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length

/**
 * How much worse a metric is on shuffled rows than on `before`. The interval is that of a paired t-test over rows (of the mean over
 * repeats); where the metric is not a mean itself, of its linear part (delta method). Rows of one key count as one.
 */
export function worsening(metric: RowMetric, before: RowQuantities, shuffled: readonly RowQuantities[], keys: Int32Array | null): Worsening {
  const own = before[metric.quantity] ?? new Float64Array(0)
  const others = shuffled.map((quantities) => quantities[metric.quantity] ?? own)
  const base = metric.value(mean(own))
  const values = others.map((other) => metric.worse * (metric.value(mean(other)) - base))
  const average = values.reduce((sum, value) => sum + value, 0) / values.length
  const std = Math.sqrt(values.reduce((sum, value) => sum + (value - average) ** 2, 0) / values.length)
  const together = own.map((_, row) => others.reduce((sum, other) => sum + (other[row] ?? NaN), 0) / others.length)
  const [slopeBefore, slopeAfter] = [metric.slope(mean(own)), metric.slope(mean(together))]
  const influence = own.map((value, row) => metric.worse * (slopeAfter * (together[row] ?? NaN) - slopeBefore * value))
  const half = halfWidth(influence, keys)
  return { mean: average, std, values, interval: half === null ? null : [average - half, average + half] }
}

/** Half of the 95 % interval of a mean over rows, or over rows that come in keys. null: fewer than two of them. */
function halfWidth(values: Float64Array, keys: Int32Array | null): number | null {
  const centre = mean(values)
  const sums = new Map<number, number>()
  values.forEach((value, row) => {
    const key = keys?.[row] ?? row
    sums.set(key, (sums.get(key) ?? 0) + value - centre)
  })
  if (sums.size < 2) return null
  let squares = 0
  for (const sum of sums.values()) squares += sum * sum
  const error = Math.sqrt((squares * sums.size) / (sums.size - 1)) / values.length
  const half = tQuantile(0.975, sums.size - 1) * error
  return Number.isFinite(half) ? half : null
}
