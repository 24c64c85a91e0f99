import { binCounts, binEdges } from '@shared/maths/bin-counts'
import { quantileOfSorted } from '@shared/maths/quantile'
import type { NumbersOverview } from '@shared/run/evaluation-views'
import type { NumberOutcomes } from '../compare/outcomes'

/** More points than this lie on top of each other. */
const mostPoints = 2000
const mostBins = 40
/** Groups of rows with like predictions; none has fewer than `leastInGroup` rows. */
const mostGroups = 20
const leastInGroup = 20

/** Predictions against the truth, and their residuals (predicted - actual), in the target's own unit. */
export function numbersOverview({ labels, predicted }: NumberOutcomes): Omit<NumbersOverview, 'rows' | 'unit' | 'metrics'> {
  const residuals = Float64Array.from(predicted, (value, row) => value - (labels[row] as number))
  const stride = Math.max(1, Math.ceil(labels.length / mostPoints))
  const every = (values: Float32Array): number[] => Array.from(values.filter((_, row) => row % stride === 0))
  return { kind: 'numbers', points: { actual: every(labels), predicted: every(predicted) }, trend: trendOf(predicted, residuals), residuals: histogramOf(residuals) }
}

/** Rows in the order of their predictions, cut into groups of like size: where the model is biased, and where it is unsure. */
function trendOf(predicted: Float32Array, residuals: Float64Array): NumbersOverview['trend'] {
  const order = Array.from(predicted.keys()).sort((a, b) => (predicted[a] as number) - (predicted[b] as number))
  const groups = Math.max(1, Math.min(mostGroups, Math.floor(order.length / leastInGroup)))
  const trend = { predicted: [] as number[], mean: [] as number[], low: [] as number[], high: [] as number[] }
  for (let group = 0; group < groups; group++) {
    const rows = order.slice(Math.floor((group * order.length) / groups), Math.floor(((group + 1) * order.length) / groups))
    if (rows.length === 0) continue
    const own = Float64Array.from(rows, (row) => residuals[row] as number).sort()
    trend.predicted.push(rows.reduce((sum, row) => sum + (predicted[row] as number), 0) / rows.length)
    trend.mean.push(meanOf(own))
    trend.low.push(quantileOfSorted(own, 0.1))
    trend.high.push(quantileOfSorted(own, 0.9))
  }
  return trend
}

/** So many bars say something about so many rows, and no more (Rice's rule). */
const binsFor = (rows: number): number => Math.min(mostBins, Math.max(6, 2 * Math.ceil(Math.cbrt(rows))))

/** Over the middle 99 % of the residuals: one wild row must not press all others into a single bar. What lies outside counts in the last bars. */
function histogramOf(residuals: Float64Array): NumbersOverview['residuals'] {
  const sorted = Float64Array.from(residuals).sort()
  const widest = Math.max(Math.abs(quantileOfSorted(sorted, 0.005)), Math.abs(quantileOfSorted(sorted, 0.995)), Number.MIN_VALUE)
  const mean = meanOf(sorted)
  const bins = binsFor(sorted.length)
  const deviation = Math.sqrt(sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, sorted.length - 1))
  return { edges: binEdges(-widest, widest, bins), counts: binCounts(sorted, -widest, widest, bins), mean, deviation }
}

const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
