import { z } from 'zod'
import { CrossfadeError } from '../errors'
import type { Network, NetworkActivation, NetworkNode, Weight } from './network'

/** Finds a weight by the layer's name and Keras's name of the weight, such as kernel; null: the file has none. */
export type FindWeight = (layer: string, weight: string) => Weight | null

const layerSchema = z.looseObject({
  class_name: z.string().max(200),
  config: z.record(z.string(), z.unknown()),
  name: z.string().max(500).optional(),
  inbound_nodes: z.array(z.unknown()).optional(),
})
type LayerEntry = z.infer<typeof layerSchema>

const bodySchema = z.looseObject({
  layers: z.array(layerSchema).min(1).max(5000),
  input_layers: z.unknown().optional(),
  output_layers: z.unknown().optional(),
})
const modelSchema = z.looseObject({ class_name: z.string().max(200), config: z.union([bodySchema, z.array(layerSchema).transform((layers) => bodySchema.parse({ layers }))]) })

const bad = (what: string): CrossfadeError => new CrossfadeError('model-invalid', what)

/**
 * The network of a model's configuration as Keras 2, Keras 3 and tfjs write it: a Sequential or a Functional model with one input and one
 * output, of the layers that Crossfade knows. Shapes of weights are checked, and that they are numbers. Throws `model-invalid`.
 */
export function readTopology(config: unknown, findWeight: FindWeight): Network {
  const parsed = modelSchema.safeParse(config)
  if (!parsed.success) throw bad('The model has no configuration that can be read: it must be a Sequential or a Functional model.')
  const { class_name: kind, config: body } = parsed.data
  const sequential = kind === 'Sequential'
  if (!sequential && !['Model', 'Functional'].includes(kind)) throw bad(`A model of the class ${kind} cannot be read: it must be a Sequential or a Functional model.`)
  const reader = new TopologyReader(findWeight)
  if (sequential) reader.addSequence(body.layers)
  else reader.addGraph(body.layers, firstName(body.output_layers))
  return { nodes: reader.nodes }
}

/** Names of tensors lie in nested lists in one version and in flat ones in another: the first text is the name of the layer. */
function firstName(value: unknown): string | null {
  if (typeof value === 'string') return value
  if (!Array.isArray(value)) return null
  for (const one of value) {
    const found = firstName(one)
    if (found !== null) return found
  }
  return null
}

class TopologyReader {
  readonly nodes: NetworkNode[] = []
  private readonly placeOf = new Map<string, number>()
  private readonly names = new Set<string>()

  constructor(private readonly findWeight: FindWeight) {}

  addSequence(layers: readonly LayerEntry[]): void {
    let last: number | null = null
    for (const layer of layers) {
      if (last === null && layer.class_name !== 'InputLayer') {
        const width = widthOfShape(layer.config['batch_input_shape'] ?? layer.config['batch_shape'])
        if (width !== null) last = this.add({ kind: 'input', name: 'features', inputs: [], width })
      }
      if (last === null && layer.class_name !== 'InputLayer') throw bad('The model does not say how many inputs it has.')
      last = this.addLayer(layer, last === null ? [] : [last])
    }
  }

  /** Layers may stand in any order: each is added when what it reads is there. */
  addGraph(layers: readonly LayerEntry[], output: string | null): void {
    let waiting = layers
    while (waiting.length > 0) {
      const later = waiting.filter((layer) => {
        const inputs = inboundOf(layer)
        const places = inputs.map((name) => this.placeOf.get(name))
        if (places.some((place) => place === undefined)) return true
        this.addLayer(layer, places as number[])
        return false
      })
      if (later.length === waiting.length) throw bad('The layers of the model do not hang together.')
      waiting = later
    }
    const last = output === null ? this.nodes.length - 1 : this.placeOf.get(output)
    if (last === undefined) throw bad('The model does not say which layer is its output.')
    if (this.nodes.filter((node) => node.kind === 'input').length !== 1) throw bad('The model must have one input.')
    // The output comes last; what stands behind it leads nowhere.
    this.nodes.length = last + 1
  }

  private add(node: NetworkNode): number {
    this.nodes.push(node)
    return this.nodes.length - 1
  }

  private addLayer({ class_name: kind, config, name: outer }: LayerEntry, inputs: readonly number[]): number {
    const layer = textOf(config['name']) ?? outer ?? kind
    if (this.placeOf.has(layer)) throw bad(`Two layers of the model are named ${layer}.`)
    const input = this.nodes[inputs[0] ?? -1]
    const base = { name: this.safeName(layer), inputs, width: input?.width ?? 0 }
    if (kind !== 'InputLayer' && input === undefined) throw bad(`Layer ${layer} has no input.`)
    if (kind !== 'Add' && inputs.length > 1) throw bad(`Layer ${layer} (${kind}) has more than one input.`)
    const place = this.add(this.nodeOf(kind, layer, config, base))
    const activation = kind === 'Dense' ? activationOf(config['activation'], layer) : null
    const end = activation === null ? place : this.add({ kind: 'activation', activation, name: this.safeName(`${layer}_activation`), inputs: [place], width: this.nodes[place]?.width ?? 0 })
    this.placeOf.set(layer, end)
    return end
  }

  private nodeOf(kind: string, layer: string, config: Readonly<Record<string, unknown>>, base: { readonly name: string; readonly inputs: readonly number[]; readonly width: number }): NetworkNode {
    const { width } = base
    const vector = (weight: string, otherwise: number): Weight =>
      this.weight(layer, weight, [width]) ?? { shape: [width], values: new Float32Array(width).fill(otherwise) }
    switch (kind) {
      case 'InputLayer': {
        const wide = widthOfShape(config['batch_shape'] ?? config['batch_input_shape'])
        if (wide === null) throw bad('The input of the model is not a row of numbers.')
        return { ...base, kind: 'input', width: wide }
      }
      case 'Dense': {
        const units = numberOf(config['units'])
        if (units === null || !Number.isInteger(units) || units < 1 || units > 1 << 24) throw bad(`Layer ${layer} says no number of units.`)
        const kernel = this.weight(layer, 'kernel', [width, units])
        if (kernel === null) throw bad(`Layer ${layer} has no weights in the file.`)
        const bias = config['use_bias'] === false ? null : this.weight(layer, 'bias', [units])
        if (bias === null && config['use_bias'] !== false) throw bad(`Layer ${layer} has no bias in the file.`)
        return { ...base, kind: 'dense', width: units, kernel, bias, trainable: config['trainable'] !== false }
      }
      case 'Activation': {
        const activation = activationOf(config['activation'], layer) ?? { name: 'linear' }
        return { ...base, kind: 'activation', activation }
      }
      case 'LeakyReLU':
        return { ...base, kind: 'activation', activation: { name: 'leaky-relu', slope: numberOf(config['negative_slope'] ?? config['alpha']) ?? 0.3 } }
      case 'ReLU':
        if ((numberOf(config['negative_slope']) ?? 0) !== 0 || (numberOf(config['threshold']) ?? 0) !== 0) throw bad(`Layer ${layer}: a ReLU with a slope or a threshold is not supported.`)
        return { ...base, kind: 'activation', activation: { name: 'relu', most: numberOf(config['max_value']) } }
      case 'ELU':
        if ((numberOf(config['alpha']) ?? 1) !== 1) throw bad(`Layer ${layer}: an ELU with another alpha than 1 is not supported.`)
        return { ...base, kind: 'activation', activation: { name: 'elu' } }
      case 'Softmax':
        return { ...base, kind: 'activation', activation: { name: 'softmax' } }
      case 'Dropout':
        return { ...base, kind: 'dropout', rate: numberOf(config['rate']) ?? 0 }
      case 'GaussianNoise':
        return { ...base, kind: 'gaussian-noise', standardDeviation: numberOf(config['stddev']) ?? 0 }
      case 'BatchNormalization':
        return {
          ...base,
          kind: 'batch-normalization',
          epsilon: numberOf(config['epsilon']) ?? 1e-3,
          momentum: numberOf(config['momentum']) ?? 0.99,
          gamma: vector('gamma', 1),
          beta: vector('beta', 0),
          mean: vector('moving_mean', 0),
          variance: vector('moving_variance', 1),
        }
      case 'LayerNormalization':
        return { ...base, kind: 'layer-normalization', epsilon: numberOf(config['epsilon']) ?? 1e-3, gamma: vector('gamma', 1), beta: vector('beta', 0) }
      case 'Add':
        if (base.inputs.length < 2 || base.inputs.some((place) => this.nodes[place]?.width !== width)) throw bad(`Layer ${layer} adds rows of different widths.`)
        return { ...base, kind: 'add' }
      default:
        throw bad(`Layer ${layer} is a ${kind}, which a stack here cannot have. It may have Dense, Activation, LeakyReLU, ReLU, ELU, Dropout, GaussianNoise, BatchNormalization, LayerNormalization and Add.`)
    }
  }

  private weight(layer: string, weight: string, shape: readonly number[]): Weight | null {
    const found = this.findWeight(layer, weight)
    if (found === null) return null
    const name = `${layer}/${weight}`
    if (found.shape.join() !== shape.join() || found.values.length !== shape.reduce((a, b) => a * b, 1)) {
      throw bad(`The weights ${name} are of the shape [${found.shape.join(', ')}]; the layers ask for [${shape.join(', ')}].`)
    }
    for (let i = 0; i < found.values.length; i++) {
      if (!Number.isFinite(found.values[i])) throw bad(`The weights ${name} hold a value that is no number (at ${i}).`)
    }
    return found
  }

  /** Names become names of files and of tensors: letters, digits and underscores, and no two alike. */
  private safeName(name: string): string {
    const plain = name.replace(/[^A-Za-z0-9_]+/g, '_').slice(0, 60) || 'layer'
    let safe = plain
    for (let n = 2; this.names.has(safe.toLowerCase()); n++) safe = `${plain}_${n}`
    this.names.add(safe.toLowerCase())
    return safe
  }
}

/** Names of the layers that a layer reads: nested lists in Keras 2 and tfjs, keras tensors with their history in Keras 3. */
function inboundOf(layer: LayerEntry): readonly string[] {
  const [first, second] = layer.inbound_nodes ?? []
  if (first === undefined) return []
  if (second !== undefined) throw bad(`Layer ${layer.name ?? layer.class_name} is used twice, which a stack here cannot do.`)
  const names: string[] = []
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) {
      if (typeof value[0] === 'string' && typeof value[1] === 'number') names.push(value[0])
      else value.forEach(walk)
    } else if (typeof value === 'object' && value !== null) {
      const { args, class_name: kind, config } = value as Record<string, unknown>
      if (kind === '__keras_tensor__' && typeof config === 'object' && config !== null) walk((config as Record<string, unknown>)['keras_history'])
      else walk(args)
    }
  }
  walk(first)
  return names
}

function activationOf(value: unknown, layer: string): NetworkActivation | null {
  const name = textOf(value) ?? textOf((value as { readonly class_name?: unknown } | null | undefined)?.class_name)
  switch (name) {
    case undefined:
    case null:
    case 'linear':
      return null
    case 'relu':
      return { name: 'relu', most: null }
    case 'relu6':
      return { name: 'relu', most: 6 }
    case 'leaky_relu':
      return { name: 'leaky-relu', slope: 0.2 }
    case 'silu':
    case 'swish':
      return { name: 'swish' }
    case 'elu':
    case 'selu':
    case 'gelu':
    case 'tanh':
    case 'softplus':
    case 'sigmoid':
    case 'softmax':
      return { name }
    default:
      throw bad(`Layer ${layer} has the activation ${name}, which is not supported.`)
  }
}

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
const numberOf = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null)

function widthOfShape(value: unknown): number | null {
  if (!Array.isArray(value) || value.length !== 2) return null
  const width = numberOf(value[1])
  return width !== null && Number.isInteger(width) && width > 0 && width <= 1 << 24 ? width : null
}
