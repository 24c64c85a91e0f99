import type { Trial } from '@shared/study/trial'

/** Trials by number with those that changed in their places; a number beyond the end makes the list longer. Those that come back the same stay the same object. */
export function mergeTrials(known: readonly Trial[], changed: readonly Trial[]): readonly Trial[] {
  const next = [...known]
  for (const trial of [...changed].sort((a, b) => a.trial - b.trial)) {
    // A gap would put later trials in the wrong places: what is missing comes with the next reading.
    if (trial.trial - 1 <= next.length) next[trial.trial - 1] = trial
  }
  return next
}
