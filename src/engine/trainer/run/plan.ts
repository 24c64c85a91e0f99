import { CrossfadeError } from '@shared/errors'
import { inferShapes, outputUnits } from '@shared/model/shapes'
import type { ModelShapes } from '@shared/model/shapes'
import { startProblem } from '@shared/model/start-weights'
import type { PositiveClass } from '@shared/metrics/classification-tally'
import type { RunRecord } from '@shared/run/run-record'
import { settingsInForce } from '@shared/run/segments'
import { resolveThreads } from '@shared/training/mode-choice'
import { monitorMode, resolveBatch, stepsPerEpoch, trainingProblems } from '@shared/training/resolve'
import type { TrainingSettings } from '@shared/training/training-settings'
import { cores } from '../threads'
import type { PreparedData } from './prepared-data'

/** All that follows from the configuration and the prepared data, before TensorFlow is loaded. No 'auto' is left but the mode. */
export interface TrainingPlan {
  readonly units: number
  readonly shapes: ModelShapes
  readonly batch: number
  readonly stepsPerEpoch: number
  readonly threads: number
  readonly monitor: NonNullable<RunRecord['monitor']>
  readonly positive: PositiveClass
  readonly training: TrainingSettings
}

/** Throws `model-invalid` or `training-invalid` for what cannot be trained. */
export function planTraining(record: RunRecord, data: PreparedData): TrainingPlan {
  const { model, recipe } = record.experiment
  const training = settingsInForce(record)
  const problem = trainingProblems(training, { task: recipe.task, classes: data.classes, output: model.output.activation })[0]
  if (problem !== undefined) throw new CrossfadeError('training-invalid', problem.message)
  const units = outputUnits(recipe.task, data.classes, training.loss)
  const shapes = inferShapes(model, data.inputs, units)
  const wrong = shapes.problems[0]
  if (wrong !== undefined) throw new CrossfadeError('model-invalid', wrong.message)
  const misfit = startProblem(model, data.inputs, units)
  if (misfit !== null) throw new CrossfadeError('model-invalid', misfit)
  if (data.train.rows === 0) throw new CrossfadeError('recipe-invalid', 'The split leaves no training rows. Make the validation and test parts smaller.')

  const batch = resolveBatch(training.batch, data.train.rows)
  const threads = resolveThreads(training.threads, shapes.parameters.total, batch, cores())
  const { monitor } = training.stopping
  return {
    units,
    shapes,
    batch,
    stepsPerEpoch: stepsPerEpoch(data.train.rows, batch),
    threads,
    monitor: { metric: monitor, on: data.validation.rows > 0 ? 'validation' : 'training', mode: monitorMode(monitor) },
    positive: positiveClass(training, data),
    training: { ...training, batch, threads },
  }
}

export { resolveThreads }

function positiveClass({ positiveClass: name, threshold }: TrainingSettings, { about }: PreparedData): PositiveClass {
  const index = name === undefined ? 1 : about.classes.indexOf(name)
  if (index < 0) throw new CrossfadeError('training-invalid', `The positive class ${JSON.stringify(name)} is not a class of the target.`)
  return { index: index === 0 ? 0 : 1, threshold: threshold ?? null }
}
