import type { StepState } from '../step/training-step'
import type { ProgramState } from './step-program'

/** The weights that a saved model gets: the moving average in place of each trainable weight, where the run keeps one. */
export function keptWeights(values: ProgramState, state: StepState): readonly Float32Array[] {
  if (values.averages.length === 0) return values.weights
  return values.weights.map((array, index) => {
    const weight = state.weights[index]
    const place = weight === undefined ? -1 : state.trainable.indexOf(weight)
    return values.averages[place] ?? array
  })
}
