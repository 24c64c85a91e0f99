import type { PositiveClass } from '@shared/metrics/classification-tally'
import { classOutcomes } from './outcomes'
import type { Outcomes } from './outcomes'

/** The mean of the scores of several models, added one at a time. */
export class MeanOfModels {
  private sum: Float64Array | null = null
  private models = 0

  add(scores: Float32Array): void {
    this.sum ??= new Float64Array(scores.length)
    const { sum } = this
    for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + (scores[i] as number)
    this.models++
  }

  /** [rows, classes], or [rows] for regression; null before a model was added. */
  mean(): Float32Array | null {
    return this.sum === null ? null : Float32Array.from(this.sum, (value) => value / this.models)
  }

  /** The mean as one model on the rows of `like`; null before two models were added. `positive`: how one of two classes is decided. */
  outcomes(like: Outcomes, positive: PositiveClass): Outcomes | null {
    const mean = this.mean()
    if (mean === null || this.models < 2) return null
    return like.kind === 'numbers'
      ? { kind: 'numbers', labels: like.labels, predicted: mean }
      : classOutcomes(mean, like.classes, like.labels, positive)
  }
}
