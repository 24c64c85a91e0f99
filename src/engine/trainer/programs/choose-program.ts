import { classificationReport, regressionReport } from '@shared/metrics/row-report'
import type { EngineMode } from '@shared/training/training-settings'
import type { TrainingPlan } from '../run/plan'
import type { PreparedData } from '../run/prepared-data'
import type { ProgramShape } from '../recording/step-functions'
import type { TrainingStep } from '../step/training-step'
import { eagerProgram } from './eager-program'
import { modeFor } from './mode-choice'
import { recordedProgram } from './recorded-program'
import type { StepProgram } from './step-program'
import { verifyProgram } from './verified-program'

export interface ProgramChoice {
  readonly program: StepProgram
  /** Why this mode, in one line. */
  readonly reason: string
  /** Time spent on recording, compiling and checking. */
  readonly compileMs: number
}

/**
 * The program that computes the steps of a run: in the mode asked for, or for 'auto' the one that suits the work. Where a mode fails or
 * does not compute what the reference does, the next simpler one takes its place, and the reason says why.
 */
export function chooseProgram(step: TrainingStep, data: PreparedData, plan: TrainingPlan): ProgramChoice {
  const { training, shapes, batch, stepsPerEpoch } = plan
  const suited =
    training.engine === 'auto'
      ? modeFor({ shapes, batch, stepsPerEpoch, epochs: training.epochs })
      : { mode: training.engine, reason: 'As chosen.' }
  const started = performance.now()
  const facts = { features: data.train.features, labels: data.train.labels, inputs: data.inputs, batch, seed: training.seed }
  const refusals: string[] = []
  for (const mode of modesFrom(suited.mode)) {
    if (mode === 'eager') break
    const program = attempt(mode, step, shapeOf(step, data, plan), facts, training.learningRate, refusals)
    if (program !== null) return { program, reason: [...refusals, suited.reason].join(' '), compileMs: performance.now() - started }
  }
  return { program: eagerProgram(step, facts), reason: [...refusals, suited.reason].join(' '), compileMs: 0 }
}

/** A mode and those that take its place when it fails. */
const modesFrom = (mode: EngineMode): readonly EngineMode[] => {
  const order: readonly EngineMode[] = ['xla', 'graph', 'eager']
  return order.slice(order.indexOf(mode))
}

function attempt(
  mode: 'xla' | 'graph',
  step: TrainingStep,
  shape: ProgramShape,
  facts: Parameters<typeof verifyProgram>[2],
  learningRate: number,
  refusals: string[],
): StepProgram | null {
  let program: StepProgram | null = null
  try {
    program = recordedProgram(mode, step, shape, facts)
    verifyProgram(program, step, facts, (number) => step.scalars(learningRate, number))
    return program
  } catch (thrown) {
    program?.dispose()
    const why = thrown instanceof Error ? (thrown.message.split('\n')[0] ?? '') : String(thrown)
    refusals.push(`Mode ${mode} was not possible: ${why.slice(0, 300)}.`)
    return null
  }
}

function shapeOf(step: TrainingStep, data: PreparedData, plan: TrainingPlan): ProgramShape {
  return {
    inputs: data.inputs,
    units: plan.units,
    batch: plan.batch,
    capacity: chunkCapacity(plan.batch),
    reportWidth: data.target.kind === 'classes' ? classificationReport.width : regressionReport.width,
    scoreRows: Math.max(1, Math.min(mostScoredAtOnce, Math.max(data.validation.rows, data.test.rows))),
    scalarCount: 1 + step.scalarCount,
    weighted: data.weights !== null || plan.training.classWeights !== 'none',
  }
}

const mostScoredAtOnce = 1024

/** Rows that one call may take: their feeds and reports stay around a megabyte. */
const rowsInCall = 2 ** 16

const chunkCapacity = (batch: number): number => Math.max(1, Math.min(8192, Math.floor(rowsInCall / batch)))
