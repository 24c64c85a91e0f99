import type { OutputActivation } from '@shared/model/activation'
import { CrossfadeError } from '@shared/errors'
import type { EarlierScores } from './feature-blocks'
import { meanScores, sumOfScores } from './mean-scores'
import type { Score } from './score-cells'

/** A model that is loaded, a network or trees; `output`: null for a model that predicts alone, as it is. */
export interface LoadedModel {
  readonly score: Score
  readonly output: OutputActivation | null
  free(): void
}

/** One model, or several whose scores are averaged. */
export interface ScoredTogether {
  /** [rows, width] to [rows, units]; of several models their mean, with `earlier` as part of it. */
  readonly score: (values: Float32Array, rows: number, width: number, earlier?: EarlierScores | null) => Float32Array
  /** Their sum. */
  readonly add: (values: Float32Array, rows: number, width: number, earlier?: EarlierScores | null) => Float32Array
  readonly dispose: () => void
}

/** `classes`: null for a regression. */
export function scoredTogether(models: readonly LoadedModel[], classes: number | null): ScoredTogether {
  const membersOf = (values: Float32Array, rows: number, width: number) => models.map(({ score, output }) => ({ scores: score(values, rows, width), output: output ?? ('softmax' as const) }))
  const [first] = models
  if (first === undefined) throw new CrossfadeError('internal', 'An ensemble without members.')
  return {
    score: (values, rows, width, earlier = null) => (first.output === null ? first.score(values, rows, width) : meanScores(membersOf(values, rows, width), rows, classes, earlier)),
    add: (values, rows, width, earlier = null) => sumOfScores(membersOf(values, rows, width), rows, classes, earlier),
    dispose: () => models.forEach((model) => model.free()),
  }
}

export const classCount = (target: { readonly kind: 'classes'; readonly classes: readonly string[] } | { readonly kind: 'number' }): number | null => (target.kind === 'classes' ? target.classes.length : null)
