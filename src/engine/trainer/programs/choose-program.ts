import { classificationReport, regressionReport } from '@shared/metrics/row-report'
import type { EngineMode } from '@shared/training/training-settings'
import type { RunRecord } from '@shared/run/run-record'
import type { TrainingPlan } from '../run/plan'
import type { PreparedData } from '../run/prepared-data'
import type { ProgramShape } from '../recording/step-functions'
import { NotRecordable } from '../recording/tracer'
import type { TrainingStep } from '../step/training-step'
import { eagerProgram } from './eager-program'
import { recordedProgram } from './recorded-program'
import type { StepProgram } from './step-program'

export interface ProgramChoice {
  readonly program: StepProgram
  /** Why this mode, in one line. */
  readonly reason: string
}

/** The program that computes the steps of a run. */
export function chooseProgram(
  step: TrainingStep,
  { record, data, plan }: { readonly record: RunRecord; readonly data: PreparedData; readonly plan: TrainingPlan },
): ProgramChoice {
  const wanted: EngineMode = plan.training.engine === 'auto' ? 'xla' : plan.training.engine
  const facts = { features: data.train.features, labels: data.train.labels, inputs: data.inputs, batch: plan.batch, seed: plan.training.seed }
  if (wanted === 'eager') return { program: eagerProgram(step, facts), reason: 'As chosen.' }
  const task = record.experiment.recipe.task
  const shape: ProgramShape = {
    inputs: data.inputs,
    units: plan.units,
    batch: plan.batch,
    capacity: chunkCapacity(plan.batch),
    reportWidth: task === 'classification' ? classificationReport.width : regressionReport.width,
    scoreRows: Math.max(1, Math.min(1024, Math.max(data.validation.rows, data.test.rows))),
    scalarCount: 1 + step.optimizer.scalarCount,
    weighted: data.weights !== null || plan.training.classWeights !== 'none',
  }
  try {
    return { program: recordedProgram(wanted, step, shape, facts), reason: 'As chosen.' }
  } catch (thrown) {
    if (!(thrown instanceof NotRecordable)) throw thrown
    return { program: eagerProgram(step, facts), reason: `The step cannot be recorded: ${thrown.message}.` }
  }
}

/** Rows that one call may take: their feeds and reports stay around a megabyte. */
const rowsInCall = 2 ** 16

const chunkCapacity = (batch: number): number => Math.max(1, Math.min(8192, Math.floor(rowsInCall / batch)))
