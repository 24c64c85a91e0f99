import { inferShapes } from '../model/shapes'
import type { ModelDesign } from '../model/model-design'
import type { Optimizer } from './optimizer'

const floatBytes = 4

/** State tensors an optimiser keeps for each weight. */
export function optimizerSlots(optimizer: Optimizer): number {
  switch (optimizer.kind) {
    case 'sgd':
      return 0
    case 'momentum':
    case 'lion':
      return 1
    case 'rmsprop':
    case 'adam':
    case 'adamw':
    case 'nadam':
      return 2
  }
}

/**
 * About how much memory training takes, in bytes, beside what the program needs anyway: weights, gradients, optimiser state, best weights,
 * one batch of activations with their gradients, and the table itself.
 */
export function estimatedBytes(
  design: ModelDesign,
  facts: { readonly inputs: number; readonly units: number; readonly rows: number; readonly batch: number; readonly optimizer: Optimizer; readonly averaged: boolean },
): number {
  const shapes = inferShapes(design, facts.inputs, facts.units)
  const copies = 3 + optimizerSlots(facts.optimizer) + (facts.averaged ? 1 : 0)
  const widths = [...shapes.layers.flatMap((shape) => [shape, ...(shape.inner ?? [])]), shapes.output].reduce((sum, shape) => sum + shape.width, facts.inputs)
  return floatBytes * (shapes.parameters.total * copies + 3 * facts.batch * widths + facts.rows * (facts.inputs + 1))
}
