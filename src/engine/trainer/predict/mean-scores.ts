import { probabilities } from '@shared/metrics/probabilities'
import type { OutputActivation } from '@shared/model/activation'

/** What one model of an ensemble puts out for some rows. */
export interface MemberScores {
  readonly scores: Float32Array
  readonly output: OutputActivation
}

/**
 * The mean of what several models put out, [rows, classes] as probabilities, or [rows] for a regression (classes null). One unit on two
 * classes counts as the score of the second.
 */
export function meanScores(members: readonly MemberScores[], rows: number, classes: number | null): Float32Array {
  const width = classes ?? 1
  const sum = new Float64Array(rows * width)
  for (const { scores, output } of members) {
    const own = classes === null ? scores : probabilities(scores.length === rows * width ? scores : bothSides(scores), width, output)
    for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + (own[i] as number)
  }
  return Float32Array.from(sum, (value) => value / members.length)
}

const bothSides = (scores: Float32Array): Float32Array => Float32Array.from({ length: 2 * scores.length }, (_, i) => (i % 2 === 1 ? (scores[i >> 1] ?? 0) : 1 - (scores[i >> 1] ?? 0)))
