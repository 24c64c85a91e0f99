import type { TreeSettings } from '@shared/baseline/baseline-settings'
import type { Experiment } from '@shared/experiment/experiment'
import { composeExperiment } from '@shared/study/compose'
import type { StudyDesign } from '@shared/study/study'
import { epochsOf } from '@shared/study/tree-trials'
import type { Trial } from '@shared/study/trial'

/** The experiment of a trial, and of a study of trees what it grows. One thread each where several are trained at once: for small networks that is about twice as fast (docs/studies.md). */
export function trialExperiment(design: StudyDesign, trial: Pick<Trial, 'values' | 'seed'>, jobs: number): { readonly kind: 'ok'; readonly experiment: Experiment; readonly trees?: TreeSettings } | { readonly kind: 'bad'; readonly message: string } {
  const composed = composeExperiment(design.experiment, trial.values, design.trees)
  if (composed.kind === 'bad') return { kind: 'bad', message: `${composed.path}: ${composed.message}` }
  const { experiment, trees } = composed
  const { training } = experiment
  const threads = training.threads === 'auto' && jobs > 1 ? 1 : training.threads
  // A repeat of a run whose test rows were scored scores them; every other trial leaves them alone.
  const scoreTest = design.plan.kind === 'repeat' && training.scoreTest
  return { kind: 'ok', experiment: { ...experiment, training: { ...training, seed: trial.seed, threads, scoreTest } }, ...(trees === undefined ? {} : { trees }) }
}

/** The epoch at which the training of a trial ends, or its rung. */
export function epochsOfTrial(design: StudyDesign, { values, until }: Pick<Trial, 'values' | 'until'>): number {
  const composed = composeExperiment(design.experiment, values, design.trees)
  return Math.min(until ?? Infinity, epochsOf(composed.kind === 'ok' ? composed : design))
}
