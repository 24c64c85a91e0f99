/** One step of a learning-rate range test. */
export interface RatePoint {
  readonly learningRate: number
  /** Mean loss of the step's batch; null once it is not a number. */
  readonly loss: number | null
}

export interface RateRange {
  readonly points: readonly RatePoint[]
  /** Losses averaged over the steps around, for the plot and the suggestion. */
  readonly smoothed: readonly (number | null)[]
  /** A rate to start from; null when the loss never fell. */
  readonly suggestion: number | null
}

/** Weight of the past in the average. */
const memory = 0.9

/**
 * Reads a range test (Smith 2017, "Cyclical learning rates for training neural networks"): the loss while the rate grows step by step.
 * The suggestion is a tenth of the rate at which the smoothed loss is lowest, where training was still far from diverging.
 */
export function readRateRange(points: readonly RatePoint[]): RateRange {
  const smoothed: (number | null)[] = []
  let average = 0
  for (const [index, { loss }] of points.entries()) {
    const before = smoothed[index - 1]
    if (loss === null || before === null) {
      smoothed.push(null)
      continue
    }
    average = memory * average + (1 - memory) * loss
    // Without this the average would begin near 0 (as in Adam, Kingma & Ba 2015).
    smoothed.push(average / (1 - memory ** (index + 1)))
  }
  let lowest: { readonly index: number; readonly loss: number } | null = null
  smoothed.forEach((loss, index) => {
    if (loss !== null && (lowest === null || loss < lowest.loss)) lowest = { index, loss }
  })
  const found = lowest as { readonly index: number; readonly loss: number } | null
  const rate = found === null || found.index === 0 ? undefined : points[found.index]?.learningRate
  return { points, smoothed, suggestion: rate === undefined ? null : rate / 10 }
}

/** The rate of step `index` of `steps`, from `from` to `to`, each a constant factor above the one before. */
export const rangeRate = (from: number, to: number, index: number, steps: number): number =>
  steps < 2 ? from : from * (to / from) ** (index / (steps - 1))
