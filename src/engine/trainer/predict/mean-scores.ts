import { CrossfadeError } from '@shared/errors'
import { probabilities } from '@shared/metrics/probabilities'
import type { OutputActivation } from '@shared/model/activation'
import type { EarlierScores } from './feature-blocks'

/** What one model of an ensemble puts out for some rows. */
export interface MemberScores {
  readonly scores: Float32Array
  readonly output: OutputActivation
}

/**
 * The mean of what several models put out, [rows, classes] as probabilities, or [rows] for a regression (classes null). One unit on two
 * classes counts as the score of the second. `earlier`: the sums of other models for the same rows, which are part of the mean.
 */
export function meanScores(members: readonly MemberScores[], rows: number, classes: number | null, earlier: EarlierScores | null = null): Float32Array {
  const count = members.length + (earlier?.models ?? 0)
  return Float32Array.from(summed(members, rows, classes, earlier), (value) => value / count)
}

/** The sum instead of the mean. */
export const sumOfScores = (members: readonly MemberScores[], rows: number, classes: number | null, earlier: EarlierScores | null): Float32Array => Float32Array.from(summed(members, rows, classes, earlier))

function summed(members: readonly MemberScores[], rows: number, classes: number | null, earlier: EarlierScores | null): Float64Array {
  const width = classes ?? 1
  if (earlier !== null && earlier.sums.length !== rows * width) throw new CrossfadeError('internal', `Other models put out ${earlier.sums.length / rows} scores a row, and there are ${width}.`)
  const sum = earlier === null ? new Float64Array(rows * width) : Float64Array.from(earlier.sums)
  for (const { scores, output } of members) {
    const own = classes === null ? scores : probabilities(scores.length === rows * width ? scores : bothSides(scores), width, output)
    for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + (own[i] as number)
  }
  return sum
}

const bothSides = (scores: Float32Array): Float32Array => Float32Array.from({ length: 2 * scores.length }, (_, i) => (i % 2 === 1 ? (scores[i >> 1] ?? 0) : 1 - (scores[i >> 1] ?? 0)))
