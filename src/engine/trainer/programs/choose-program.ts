import type { RunRecord } from '@shared/run/run-record'
import type { TrainingPlan } from '../run/plan'
import type { PreparedData } from '../run/prepared-data'
import type { TrainingStep } from '../step/training-step'
import { eagerProgram } from './eager-program'
import type { StepProgram } from './step-program'

export interface ProgramChoice {
  readonly program: StepProgram
  /** Why this mode, in one line. */
  readonly reason: string
}

/** The program that computes the steps of a run. */
export function chooseProgram(
  step: TrainingStep,
  { data, plan }: { readonly record: RunRecord; readonly data: PreparedData; readonly plan: TrainingPlan },
): ProgramChoice {
  const facts = { features: data.train.features, labels: data.train.labels, inputs: data.inputs, batch: plan.batch, seed: plan.training.seed }
  return { program: eagerProgram(step, facts), reason: 'Recording steps is not built in yet.' }
}
