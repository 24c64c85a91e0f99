import { inferShapes } from '@shared/model/shapes'
import type { ModelDesign } from '@shared/model/model-design'
import { modeFor, resolveThreads } from '@shared/training/mode-choice'
import type { TrainingSettings } from '@shared/training/training-settings'
import { plainWidthOf } from './epoch-estimate'
import type { EpochWork } from './epoch-estimate'

/** What the preparation of a table comes to. */
export interface PreparedSize {
  readonly inputs: number
  readonly units: number
  /** Training rows, and how they are taken. */
  readonly rows: number
  readonly batch: number
  readonly steps: number
}

/** What an epoch of a stack has to do, in the mode and on the threads that the trainer would take. */
export function epochWork(model: ModelDesign, training: TrainingSettings, size: PreparedSize, cores: number): EpochWork {
  const shapes = inferShapes(model, size.inputs, size.units)
  const parameters = shapes.parameters.total
  return {
    parameters,
    rows: size.rows,
    steps: size.steps,
    mode: training.engine === 'auto' ? modeFor({ shapes, batch: size.batch, stepsPerEpoch: size.steps, epochs: training.epochs }).mode : training.engine,
    threads: resolveThreads(training.threads, parameters, size.batch, cores),
    plainWidth: plainWidthOf(model.layers),
  }
}
