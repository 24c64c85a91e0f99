import type { MetricValues } from '../run/epoch-metrics'
import { finite, regressionReport as at } from './row-report'
import type { Tally, TallyState } from './row-report'

/**
 * Adds up regression reports (see RowReport). Labels and predictions are standardised; MAE and RMSE come out in the target's own unit,
 * which is `unit` times the standardised one. The loss stays as it was trained on.
 */
export class RegressionTally implements Tally {
  private rows = 0
  private lossSum = 0
  private absolute = 0
  private squared = 0
  private labelSum = 0
  private labelSquares = 0

  constructor(
    private readonly unit: number,
    state?: TallyState,
  ) {
    if (state === undefined) return
    const [rows = 0, lossSum = 0, absolute = 0, squared = 0, labelSum = 0, labelSquares = 0] = state.sums
    Object.assign(this, { rows, lossSum, absolute, squared, labelSum, labelSquares })
  }

  add(report: Float32Array, labels: Float32Array, weights?: Float32Array): void {
    for (let row = 0; row < labels.length; row++) {
      const label = labels[row] ?? 0
      const error = (report[row * at.width + at.prediction] ?? 0) - label
      this.lossSum += (report[row * at.width + at.loss] ?? 0) * (weights === undefined ? 1 : (weights[row] ?? 0))
      this.absolute += Math.abs(error)
      this.squared += error * error
      this.labelSum += label
      this.labelSquares += label * label
    }
    this.rows += labels.length
  }

  values(): MetricValues {
    const { rows } = this
    // The labels are standardised, so the difference of squares loses nothing that matters.
    const spread = this.labelSquares - (this.labelSum * this.labelSum) / rows
    return {
      loss: finite(this.lossSum / rows),
      mae: finite((this.unit * this.absolute) / rows),
      rmse: finite(this.unit * Math.sqrt(this.squared / rows)),
      r2: spread > 0 ? finite(1 - this.squared / spread) : null,
    }
  }

  save(): TallyState {
    return { sums: [this.rows, this.lossSum, this.absolute, this.squared, this.labelSum, this.labelSquares], arrays: [] }
  }
}
