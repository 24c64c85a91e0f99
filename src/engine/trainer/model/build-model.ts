import { assertNever } from '@shared/assert-never'
import { CrossfadeError } from '@shared/errors'
import type { Activation } from '@shared/model/activation'
import type { PlainLayer } from '@shared/model/layer'
import type { ModelDesign } from '@shared/model/model-design'
import { inferShapes } from '@shared/model/shapes'
import { weightSeed } from '../random-order'
import { tf } from '../tensorflow'
import type { Layer, LayersModel, SymbolicTensor, Variable } from '../tensorflow'
import { initialKernel } from './initial-weights'
import type { Initializer } from './initial-weights'
import type { EmbeddingWeights } from './piecewise-linear'
import { withMaskedStatistics, withStatelessDropout, withStatelessNoise } from './training-behaviour'

/** A dense kernel with what is asked of it in training. */
export interface KernelRule {
  readonly kernel: Variable
  readonly l1: number
  readonly l2: number
  readonly maxNorm: number | null
}

/** A tfjs model, seen from its two ends. Both models share their layers. */
export interface BuiltModel {
  /** Features to output, as it is saved: made of tfjs's own layers only. */
  readonly model: LayersModel
  /** Features to what the output activation is given, for losses that are exact only there. */
  readonly logits: LayersModel
  /** All weights, in the order in which they are saved. */
  readonly weights: readonly Variable[]
  readonly trainable: readonly Variable[]
  readonly kernelRules: readonly KernelRule[]
  dispose(): void
}

export interface BuildFacts {
  readonly inputs: number
  readonly units: number
  readonly seed: number
  /** The fitted embedding, for a design that begins with one. */
  readonly embedding: EmbeddingWeights | null
}

/** Keras's slope of its activation of that name. */
const leakySlope = 0.2

/** Builds the stack with its first weights, which depend on the seed and the place of each tensor only. Throws `model-invalid`. */
export function buildModel(design: ModelDesign, facts: BuildFacts): BuiltModel {
  const problem = inferShapes(design, facts.inputs, facts.units).problems[0]
  if (problem !== undefined) throw new CrossfadeError('model-invalid', problem.message)

  const stack = new Stack(facts)
  const input = tf.input({ shape: [facts.inputs], name: 'features' })
  let last: SymbolicTensor = input
  design.layers.forEach((layer, index) => {
    const name = `layer_${index + 1}`
    last = layer.kind === 'residual' ? stack.residual(layer.layers, name, last) : stack.plain(layer, name, last)
  })
  const logitsOutput = stack.dense({ kind: 'dense', units: facts.units, activation: 'linear' }, 'output', last)
  const { activation } = design.output
  const output =
    activation === 'linear' ? logitsOutput : stack.apply(tf.layers.activation({ activation, name: `output_${activation}` }), logitsOutput)
  const model = tf.model({ inputs: input, outputs: output, name: 'crossfade' })
  const logits = activation === 'linear' ? model : tf.model({ inputs: input, outputs: logitsOutput, name: 'crossfade_logits' })
  stack.fillWeights()

  const weights = variablesOf(model.weights)
  return {
    model,
    logits,
    weights,
    trainable: variablesOf(model.trainableWeights),
    kernelRules: stack.kernelRules(),
    dispose: () => weights.forEach((weight) => weight.dispose()),
  }
}

type DenseDesign = Extract<PlainLayer, { kind: 'dense' }>

/** A dense layer whose kernel waits for its first values. */
interface DenseLayer {
  readonly layer: Layer
  readonly design: DenseDesign
}

/** Makes layers and remembers which kernels are to be filled and ruled. */
class Stack {
  private readonly denseLayers: DenseLayer[] = []
  private embeddingLayer: Layer | null = null

  constructor(private readonly facts: BuildFacts) {}

  apply(layer: Layer, input: SymbolicTensor): SymbolicTensor {
    return layer.apply(input) as SymbolicTensor
  }

  residual(layers: readonly PlainLayer[], name: string, input: SymbolicTensor): SymbolicTensor {
    let last = input
    layers.forEach((layer, index) => (last = this.plain(layer, `${name}_${index + 1}`, last)))
    const sameWidth = input.shape[1] === last.shape[1]
    const units = last.shape[1] ?? 0
    const skip = sameWidth ? input : this.dense({ kind: 'dense', units, activation: 'linear', useBias: false }, `${name}_skip`, input)
    return tf.layers.add({ name: `${name}_sum` }).apply([last, skip]) as SymbolicTensor
  }

  plain(layer: PlainLayer, name: string, input: SymbolicTensor): SymbolicTensor {
    switch (layer.kind) {
      case 'dense':
        return this.dense(layer, name, input)
      case 'dropout':
        return this.apply(withStatelessDropout(tf.layers.dropout({ rate: layer.rate, name }), layer.rate), input)
      case 'gaussian-noise':
        return this.apply(
          withStatelessNoise(tf.layers.gaussianNoise({ stddev: layer.standardDeviation, name }), layer.standardDeviation),
          input,
        )
      case 'batch-normalization': {
        const { momentum = 0.99, epsilon = 1e-3 } = layer
        return this.apply(withMaskedStatistics(tf.layers.batchNormalization({ momentum, epsilon, name }), momentum, epsilon), input)
      }
      case 'layer-normalization':
        return this.apply(tf.layers.layerNormalization({ epsilon: layer.epsilon ?? 1e-3, name }), input)
      case 'piecewise-linear':
        return this.embedding(layer.bins, name, input)
      default:
        return assertNever(layer)
    }
  }

  dense(design: DenseDesign, name: string, input: SymbolicTensor): SymbolicTensor {
    const { l1 = 0, l2 = 0, maxNorm } = design
    const layer = tf.layers.dense({
      units: design.units,
      useBias: design.useBias ?? true,
      // Filled from the run's own generator in fillWeights(); tfjs's initialisers would draw numbers only to be overwritten.
      kernelInitializer: 'zeros',
      name,
      ...(l1 > 0 || l2 > 0 ? { kernelRegularizer: tf.regularizers.l1l2({ l1, l2 }) } : {}),
      ...(maxNorm === undefined ? {} : { kernelConstraint: tf.constraints.maxNorm({ maxValue: maxNorm, axis: 0 }) }),
    })
    const output = this.apply(layer, input)
    this.denseLayers.push({ layer, design })
    const activation = activationLayer(design.activation, `${name}_${design.activation.replace('-', '_')}`)
    return activation === null ? output : this.apply(activation, output)
  }

  private embedding(bins: number, name: string, input: SymbolicTensor): SymbolicTensor {
    const layer = tf.layers.dense({ units: (input.shape[1] ?? 0) * bins, kernelInitializer: 'zeros', trainable: false, name })
    const output = this.apply(layer, input)
    this.embeddingLayer = layer
    return this.apply(tf.layers.reLU({ maxValue: 1, name: `${name}_cap` }), output)
  }

  fillWeights(): void {
    this.denseLayers.forEach(({ layer, design }, index) => {
      const [kernel] = variablesOf(layer.weights)
      const [fanIn = 0, fanOut = 0] = kernel?.shape ?? []
      const initializer: Initializer = design.initializer ?? 'glorot-uniform'
      assign(kernel, initialKernel(initializer, fanIn, fanOut, weightSeed(this.facts.seed, index)))
    })
    if (this.embeddingLayer !== null && this.facts.embedding !== null) {
      const [kernel, bias] = variablesOf(this.embeddingLayer.weights)
      assign(kernel, this.facts.embedding.kernel)
      assign(bias, this.facts.embedding.bias)
    }
  }

  kernelRules(): KernelRule[] {
    return this.denseLayers.flatMap(({ layer, design }) => {
      const { l1 = 0, l2 = 0, maxNorm = null } = design
      const [kernel] = variablesOf(layer.weights)
      return kernel === undefined || (l1 === 0 && l2 === 0 && maxNorm === null) ? [] : [{ kernel, l1, l2, maxNorm }]
    })
  }
}

/** The layer that applies an activation; null for none. Apart from the dense layer, so that the forward pass is the same in all modes. */
function activationLayer(activation: Activation, name: string): Layer | null {
  switch (activation) {
    case 'linear':
      return null
    case 'leaky-relu':
      return tf.layers.leakyReLU({ alpha: leakySlope, name })
    case 'relu':
    case 'elu':
    case 'selu':
    case 'gelu':
    case 'swish':
    case 'tanh':
    case 'sigmoid':
    case 'softplus':
      return tf.layers.activation({ activation, name })
    default:
      return assertNever(activation)
  }
}

/** The variables behind a layer's weights, which tfjs keeps to itself. */
function variablesOf(weights: readonly unknown[]): Variable[] {
  return weights.map((weight) => (weight as { readonly val: Variable }).val)
}

function assign(variable: Variable | undefined, values: Float32Array): void {
  if (variable === undefined) return
  tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)))
}
