import type { EpochMetrics } from '@shared/run/epoch-metrics'

/** Epochs that are looked at behind the best one, so that one bad epoch is not taken for a trend. */
const settled = 3
/** The validation loss must have risen by more than this share of its best value. */
const leastRise = 0.005
/** With fewer validation rows their loss goes up and down by chance alone. */
const leastRows = 30

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)

/**
 * The epoch from which a run learns its training rows by heart: the validation loss was best there and has risen since, while the training
 * loss went on falling. `validationRows`: how many rows the validation loss is of. Null where that cannot be said.
 */
export function overfitsFrom(metrics: readonly EpochMetrics[], validationRows: number): number | null {
  if (validationRows < leastRows) return null
  let best: EpochMetrics | null = null
  for (const line of metrics) {
    const loss = line.validation?.loss
    if (typeof loss === 'number' && (best === null || loss < (best.validation?.loss ?? Infinity))) best = line
  }
  const last = metrics.slice(-settled)
  if (best === null || last.length < settled || (last[0]?.epoch ?? 0) <= best.epoch) return null
  const validation = last.flatMap((line) => (typeof line.validation?.loss === 'number' ? [line.validation.loss] : []))
  const training = last.flatMap((line) => (line.loss === null ? [] : [line.loss]))
  if (validation.length < settled || training.length < settled || best.loss === null) return null
  const bestLoss = best.validation?.loss ?? Infinity
  return mean(validation) > bestLoss * (1 + leastRise) && mean(training) < best.loss ? best.epoch : null
}
