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

  /** The mean as one model on the rows of `like`; null before two models were added. Of two classes, the threshold is one half. */
  outcomes(like: Outcomes): Outcomes | null {
    if (this.sum === null || this.models < 2) return null
    const mean = Float32Array.from(this.sum, (value) => value / this.models)
    return like.kind === 'numbers'
      ? { kind: 'numbers', labels: like.labels, predicted: mean }
      : classOutcomes(mean, like.classes, like.labels, { index: 1, threshold: 0.5 })
  }
}
