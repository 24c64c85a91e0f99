import type { Experiment } from '@shared/experiment/experiment'

/**
 * What of an experiment decides which step is compiled: two runs of the same shape share one, in one process one after the other
 * (docs/training-engine.md, "A program is used again"). Runs whose shapes differ may share one all the same: it saves time only.
 */
export function stepShape({ recipe, model, training }: Experiment): string {
  // These are fed or set. The number of epochs is not: it may decide the mode.
  const compiled = { ...training, learningRate: null, seed: null, stopping: null, keepEvery: null, scoreTest: null }
  return JSON.stringify([recipe, model, compiled])
}
