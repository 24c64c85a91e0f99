import { existsSync, readFileSync } from 'node:fs'
import { readVersioned } from '@shared/files/versioned'
import type { InputOf } from '@shared/engine/wire'
import type { TrainerMethods } from '@shared/engine/trainer-methods'
import type { Evaluation } from '@shared/run/evaluation'
import { evaluationFormat } from '@shared/run/run-formats'
import type { Environment, RunRecord, TestLook } from '@shared/run/run-record'
import { withPlace } from '@shared/run/segments'
import { testLooksOf, withTestLook } from '@shared/run/test-looks'
import { buildModel } from '../model/build-model'
import type { BuiltModel } from '../model/build-model'
import { fitEmbedding } from '../model/piecewise-linear'
import { saveModel } from '../model/save-model'
import { startFrom } from '../model/start-from'
import { chooseProgram } from '../programs/choose-program'
import type { ProgramChoice } from '../programs/choose-program'
import { keptWeights } from '../programs/kept-weights'
import type { StepProgram } from '../programs/step-program'
import { trainingStep } from '../step/training-step'
import type { TrainingStep } from '../step/training-step'
import { tensorflowVersion } from '../tensorflow'
import type { TrainingPlan } from './plan'
import type { PreparedData } from './prepared-data'
import { median } from './progress-meter'
import { rowWeights } from './row-weights'
import type { RunJournal } from './run-journal'
import { scorePart } from './score-parts'
import type { StopRequest } from './stop-request'
import { TrainingSession } from './training-session'
import type { Ending } from './training-session'
import { writeAtomic } from './write-atomic'

export interface Execution {
  readonly input: InputOf<TrainerMethods['train']>
  readonly journal: RunJournal
  readonly data: PreparedData
  readonly plan: TrainingPlan
  readonly stop: StopRequest
  readonly environment: (record: RunRecord, tensorflow: string) => Environment
}

/** Builds the model, trains it as planned, and brings the run to its end. Everything it made in TensorFlow is gone when it returns. */
export async function executePlan(execution: Execution): Promise<void> {
  const { journal, data, plan, input } = execution
  const { experiment } = journal.record
  const first = experiment.model.layers[0]
  const embedding = first?.kind === 'piecewise-linear' ? fitEmbedding(data.train.features, data.train.rows, data.inputs, first.bins) : null
  const built = buildModel(experiment.model, { inputs: data.inputs, units: plan.units, seed: plan.training.seed, embedding })
  const { start } = experiment.model
  // Before the first program is made of it: averages begin with these too. A run that goes on has its weights in the checkpoint.
  if (start !== undefined && !(input.resume && existsSync(journal.path('checkpoint')))) startFrom(built, start, input.startDir ?? null)
  const settings = { task: experiment.recipe.task, classes: data.classes, units: plan.units, output: experiment.model.output.activation, training: plan.training }
  const step = trainingStep(built, settings)
  journal.progress(compiling(plan))
  const choice = chooseProgram(step, data, plan)
  const { program } = choice
  try {
    journal.keepPipeline(input.preparedDir)
    begin(execution, choice)
    const session = new TrainingSession({
      task: experiment.recipe.task,
      plan,
      data,
      rowWeights: rowWeights(data, plan.training.classWeights),
      step,
      program,
      journal,
      stop: execution.stop,
      stopAfter: input.stopAfter ?? null,
      stopAt: input.stopAt ?? null,
      keepEpoch: (epoch, weights) => saveModel(built.model, weights, journal.path('model', `epoch-${epoch}`)),
    })
    if (input.resume) session.restore()
    journal.openMetrics()
    execution.stop.onAsk((when) => {
      if (when !== 'pause' && journal.record.status === 'training') journal.move('stopping')
    })
    const ending = await session.run()
    await end(execution, { built, step, program, session }, ending)
  } finally {
    program.dispose()
    step.dispose()
    built.dispose()
  }
}

/** The run starts to train: all that was decided is written down. */
function begin({ journal, plan, data, environment }: Execution, { program, reason, compileMs }: ProgramChoice): void {
  const { record } = journal
  journal.move('training', {
    reason: null,
    started: record.started ?? new Date().toISOString(),
    ended: null,
    dataset: { ...record.dataset, features: data.inputs, classes: data.classes === 0 ? null : data.classes },
    split: data.about.split,
    engine: {
      requested: record.engine?.requested ?? plan.training.engine,
      mode: program.mode,
      reason: record.engine?.mode === program.mode ? record.engine.reason : reason,
      threads: plan.threads,
      batch: plan.batch,
    },
    timing: { ...record.timing, compileMs },
    environment: environment(record, tensorflowVersion()),
    parameters: plan.shapes.parameters,
    monitor: plan.monitor,
  })
}

const compiling = (plan: TrainingPlan) =>
  ({ kind: 'progress', epoch: 1, step: 0, stepsPerEpoch: plan.stepsPerEpoch, samplesPerSecond: null, etaMs: null, doing: 'compiling' }) as const

interface Work {
  readonly built: BuiltModel
  readonly step: TrainingStep
  readonly program: StepProgram
  readonly session: TrainingSession
}

/** Saves the models, scores validation and test rows with the best weights, and moves the run to its last state. */
async function end(execution: Execution, work: Work, ending: Ending): Promise<void> {
  const { journal, plan, data } = execution
  const { program, session, built, step } = work
  const { position, bestWeights } = session
  const facts: Partial<RunRecord> = {
    epochs: position.last?.epoch ?? 0,
    best: position.best,
    last: position.last,
    segments: withPlace(journal.record.segments, { epoch: position.epoch, stepInEpoch: position.stepInEpoch }),
    timing: {
      ...journal.record.timing,
      trainMs: position.trainMs,
      medianEpochMs: median(position.epochMs),
    },
  }
  const final = lastState(ending, position.best?.epoch ?? null)
  const epoch = position.best?.epoch ?? 0
  const before = journal.record
  // Scores that an earlier end left behind are those of other weights, once there are better ones.
  const better = before.best !== null && before.best.epoch !== epoch
  const looks = looksSoFar(journal, epoch)
  const left = { ...(better ? { test: null } : {}), ...(looks.length > 0 ? { testLooks: [...looks] } : {}) }
  const done = () => ({ ...facts, ...left, reason: final.reason, ended: new Date().toISOString() })
  if (ending.kind === 'paused' || bestWeights.length === 0) {
    // A run that was trained on has a model already: it is not left with that of an earlier end.
    const { weights } = before
    const kept = better && weights !== null && bestWeights.length > 0 ? { ...weights, best: saveModel(built.model, bestWeights, journal.path('model', 'best')), bestEpoch: epoch } : weights
    journal.move(final.status, { ...done(), weights: kept })
    return
  }
  const last = ending.kind === 'diverged' ? bestWeights : keptWeights(program.read(), step.state)
  journal.move('evaluating', { ...facts, ...left })
  const weights = {
    best: saveModel(built.model, bestWeights, journal.path('model', 'best')),
    last: saveModel(built.model, last, journal.path('model', 'last')),
    bestEpoch: epoch,
    lastEpoch: ending.kind === 'diverged' ? epoch : (position.last?.epoch ?? epoch),
  }
  program.write({ weights: bestWeights, slots: [], averages: [] })
  const validation = data.validation.rows > 0 ? await scorePart('validation', epoch, { program, data, plan, journal }) : null
  const test = data.test.rows > 0 && plan.training.scoreTest ? await scorePart('test', epoch, { program, data, plan, journal }) : null
  const evaluation: Evaluation = {
    version: 1,
    classes: data.about.classes,
    validation: validation?.evaluation ?? null,
    test: test?.evaluation ?? null,
  }
  writeAtomic(journal.path('evaluation.json'), [`${JSON.stringify(evaluation)}\n`])
  journal.move(final.status, {
    ...done(),
    weights,
    test: test === null ? null : Object.assign({ scoredAt: test.evaluation.scoredAt }, test.values),
    ...(test === null ? {} : withTestLook({ ...before, testLooks: [...looks] }, { epoch, at: test.evaluation.scoredAt })),
  })
}

/**
 * The looks at the test rows until now. A run that was killed after it had written its scores has one that its record does not know of;
 * with the weights that are scored now it is the same look.
 */
function looksSoFar(journal: RunJournal, epoch: number): readonly TestLook[] {
  const known = testLooksOf(journal.record)
  const path = journal.path('evaluation.json')
  const found = existsSync(path) ? readVersioned(readFileSync(path, 'utf8'), evaluationFormat) : null
  const test = found === null || found.kind === 'bad' ? null : found.value.test
  if (test === null || test.epoch === epoch || known.some(({ at }) => at === test.scoredAt)) return known
  return [...known, { epoch: test.epoch, at: test.scoredAt }]
}

function lastState(ending: Ending, bestEpoch: number | null): { readonly status: RunRecord['status']; readonly reason: string | null } {
  switch (ending.kind) {
    case 'completed':
      return { status: 'completed', reason: ending.early ? 'Stopped early: no improvement any more.' : null }
    case 'stopped':
      return { status: 'stopped', reason: 'Stopped by request.' }
    case 'paused':
      return { status: 'paused', reason: null }
    case 'diverged': {
      const kept = bestEpoch === null ? 'No epoch was finished before.' : `The best weights, of epoch ${bestEpoch}, are kept.`
      return {
        status: 'failed',
        reason: `Training diverged at step ${ending.step}, in epoch ${ending.epoch}: the loss is no longer a number. ${kept} Try a smaller learning rate.`,
      }
    }
  }
}
