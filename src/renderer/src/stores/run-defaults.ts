import type { Settings } from '@shared/settings/settings'
import type { TrainingSettings } from '@shared/training/training-settings'

export type RunDefaults = Settings['newRuns']

/** Training settings of a new design, with what the person wants of every run. */
export const withDefaults = (training: TrainingSettings, defaults: RunDefaults): TrainingSettings => ({ ...training, ...defaults })

/**
 * Training settings after the person changed what new runs start with: what stood at the former default follows, what was set in this
 * design itself stays. The same object where nothing changes.
 */
export function followDefaults(training: TrainingSettings, before: RunDefaults, after: RunDefaults): TrainingSettings {
  const engine = training.engine === before.engine ? after.engine : training.engine
  const threads = training.threads === before.threads ? after.threads : training.threads
  const keepEvery = training.keepEvery === before.keepEvery ? after.keepEvery : training.keepEvery
  const same = engine === training.engine && threads === training.threads && keepEvery === training.keepEvery
  return same ? training : { ...training, engine, threads, keepEvery }
}
