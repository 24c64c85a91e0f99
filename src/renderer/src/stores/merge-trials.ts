import type { Trial } from '@shared/study/trial'

/** Trials by number with those that changed in their places; the others stay the same objects. Null where a number before one of them is missing. */
export function mergeTrials(known: readonly Trial[], changed: readonly Trial[]): readonly Trial[] | null {
  const next = [...known]
  for (const trial of [...changed].sort((a, b) => a.trial - b.trial)) {
    if (trial.trial - 1 > next.length) return null
    next[trial.trial - 1] = trial
  }
  return next
}
