import type { RunRecord, TrainingPlace } from './run-record'

/** A part of a run's training that had one length in mind, however often it was interrupted and resumed. */
export interface Stretch {
  /** Epochs of the whole run that it worked towards: schedules depend on it. */
  readonly until: number
  /** Where somebody stopped it; null: it ended by itself. */
  readonly stopAt: TrainingPlace | null
}

/**
 * What it takes to train a run again to the same weights. Interruptions and resumes leave no trace in them (a resume is exact), so only the
 * ends of stretches with another length, and the last end, count.
 */
export function stretchesOf({ segments, epochs, experiment, status }: RunRecord): readonly Stretch[] {
  if (segments.length === 0) return [{ until: experiment.training.epochs, stopAt: status === 'stopped' ? afterEpoch(epochs) : null }]
  const begun = segments.filter(({ from, reached, outcome }) => reached === null || reached > from || outcome === 'completed' || outcome === 'stopped')
  // A start after a start means that there was nothing to go on from.
  const first = begun.map(({ kind }) => kind).lastIndexOf('start')
  return begun.slice(Math.max(0, first)).flatMap(({ until, outcome, position, reached }, index, all) => {
    const next = all[index + 1]
    if (next !== undefined && next.until === until) return []
    return [{ until, stopAt: outcome === 'stopped' ? (position ?? afterEpoch(reached ?? epochs)) : null }]
  })
}

const afterEpoch = (epoch: number): TrainingPlace => ({ epoch: epoch + 1, stepInEpoch: 0 })
