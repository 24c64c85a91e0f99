import { assertNever } from '../assert-never'
import type { Loss } from '../training/training-settings'
import type { Task } from '../recipe/recipe'
import type { Layer, PlainLayer } from './layer'
import type { ModelDesign } from './model-design'

export interface ParameterCount {
  readonly total: number
  /** Without the moving statistics of batch normalisation and frozen embeddings. */
  readonly trainable: number
}

/** What a layer makes: rows of `width` numbers. */
export interface LayerShape {
  readonly width: number
  readonly parameters: ParameterCount
  /** The layers inside a residual block, and the projection of its skip where the widths differ. */
  readonly inner?: readonly LayerShape[]
  readonly projection?: ParameterCount
}

/** Why a stack cannot be built. `layer` is a 0-based index into the stack, or 'output'; `inner` an index inside a residual block. */
export interface ModelProblem {
  readonly layer: number | 'output'
  readonly inner?: number
  readonly message: string
}

export interface ModelShapes {
  /** One for each layer of the design, then the output layer. */
  readonly layers: readonly LayerShape[]
  readonly output: LayerShape
  readonly parameters: ParameterCount
  readonly problems: readonly ModelProblem[]
}

/** More parameters than this in one layer would not fit the 2 GB of one weights file. */
const largestLayer = 2 ** 29

/**
 * Units of the output layer: one for regression and for two classes under binary cross-entropy (the score of the second class),
 * else one a class.
 */
export function outputUnits(task: Task, classes: number, loss: Loss): number {
  if (task === 'regression') return 1
  return loss === 'binary-cross-entropy' && classes === 2 ? 1 : classes
}

/**
 * Shapes and parameter counts of a stack over rows of `inputs` numbers, with the rules that the trainer builds by.
 * `units`: width of the output layer (see outputUnits). Shapes are given as far as they make sense when there are problems.
 */
export function inferShapes(design: ModelDesign, inputs: number, units: number): ModelShapes {
  const problems: ModelProblem[] = []
  const layers: LayerShape[] = []
  let width = inputs
  design.layers.forEach((layer, index) => {
    const found = (message: string, inner?: number) =>
      problems.push(inner === undefined ? { layer: index, message } : { layer: index, inner, message })
    const shape = layer.kind === 'residual' ? residualShape(layer, width, found) : plainShape(layer, width)
    if (layer.kind === 'piecewise-linear' && index > 0) {
      found(`Layer ${index + 1}: the piecewise-linear embedding reads the input columns, so it can only be the first layer.`)
    }
    if (shape.parameters.total > largestLayer) {
      found(`Layer ${index + 1}: ${shape.parameters.total.toLocaleString('en')} parameters are more than one layer can hold. Use fewer units.`)
    }
    layers.push(shape)
    width = shape.width
  })
  const output = dense(width, units, true)
  if (inputs < 1) problems.push({ layer: 'output', message: 'There are no input columns. Choose at least one feature.' })
  if (units < 1) problems.push({ layer: 'output', message: 'There are no classes to predict. Choose another target.' })
  return { layers, output, parameters: sum([...layers, output].map((shape) => shape.parameters)), problems }
}

function residualShape(
  layer: Extract<Layer, { kind: 'residual' }>,
  input: number,
  found: (message: string, inner?: number) => void,
): LayerShape {
  let width = input
  const inner = layer.layers.map((part, index) => {
    if (part.kind === 'piecewise-linear') {
      found('A residual block cannot hold a piecewise-linear embedding. Make it the first layer of the stack.', index)
    }
    const shape = plainShape(part, width)
    width = shape.width
    return shape
  })
  const parts = inner.map((shape) => shape.parameters)
  if (width === input) return { width, parameters: sum(parts), inner }
  const projection = { total: input * width, trainable: input * width }
  return { width, parameters: sum([...parts, projection]), inner, projection }
}

function plainShape(layer: PlainLayer, width: number): LayerShape {
  switch (layer.kind) {
    case 'dense':
      return dense(width, layer.units, layer.useBias ?? true)
    case 'dropout':
    case 'gaussian-noise':
      return { width, parameters: { total: 0, trainable: 0 } }
    case 'batch-normalization':
      return { width, parameters: { total: 4 * width, trainable: 2 * width } }
    case 'layer-normalization':
      return { width, parameters: { total: 2 * width, trainable: 2 * width } }
    case 'piecewise-linear': {
      // A frozen dense layer (docs/training-engine.md): its weights are fitted to the training rows, not trained.
      const made = width * layer.bins
      return { width: made, parameters: { total: width * made + made, trainable: 0 } }
    }
    default:
      return assertNever(layer)
  }
}

function dense(width: number, units: number, bias: boolean): LayerShape {
  const total = width * units + (bias ? units : 0)
  return { width: units, parameters: { total, trainable: total } }
}

function sum(counts: readonly ParameterCount[]): ParameterCount {
  return counts.reduce((all, one) => ({ total: all.total + one.total, trainable: all.trainable + one.trainable }), {
    total: 0,
    trainable: 0,
  })
}
