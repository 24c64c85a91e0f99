import type { Look, StudyRecord } from './study'
import type { Trial } from './trial'

/** When the test rows of a run were scored; null: they were not. */
export type ScoredAt = (run: string) => string | null

/**
 * Every trial of a search whose test rows were looked at, in order of time: those written down, the choice of a study.json that has no list
 * yet, and runs that were scored by hand since. A look stays where its run is deleted.
 */
export function looksOf({ looks = [], chosen, design }: Pick<StudyRecord, 'looks' | 'chosen' | 'design'>, trials: readonly Trial[], scoredAt: ScoredAt): readonly Look[] {
  if (design.plan.kind !== 'search') return []
  const byTrial = new Map(looks.map((look) => [look.trial, look]))
  const configuration = chosen === null ? null : (trials[chosen.trial - 1]?.configuration ?? null)
  for (const { trial, run, configuration: own, objective } of trials) {
    if (byTrial.has(trial)) continue
    const at = scoredAt(run)
    // Of a combination tried with several seeds, all are scored when it is chosen.
    const byChoice = chosen !== null && (run === chosen.run || (own === configuration && objective !== null && at !== null && at <= chosen.at))
    if (byChoice) byTrial.set(trial, { trial, run, at: at ?? chosen.at, outOf: chosen.outOf, by: 'choice' })
    else if (at !== null) byTrial.set(trial, { trial, run, at, outOf: null, by: 'person' })
  }
  return [...byTrial.values()].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.trial - b.trial))
}

/** The looks at other combinations than the chosen one; all of them where none is chosen. One a combination: the first. */
export function otherLooks(looks: readonly Look[], trials: readonly Trial[], chosen: StudyRecord['chosen']): readonly Look[] {
  const of = (trial: number) => trials[trial - 1]?.configuration ?? -trial
  const seen = new Set(chosen === null ? [] : [of(chosen.trial)])
  return looks.filter(({ trial }) => {
    if (seen.has(of(trial))) return false
    seen.add(of(trial))
    return true
  })
}
