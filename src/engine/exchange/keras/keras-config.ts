import { assertNever } from '@shared/assert-never'
import type { Network, NetworkActivation, NetworkNode } from '@shared/export/network'

/** The version of Keras whose way of writing this is. */
export const kerasVersion = '3.0.0'

interface KerasLayer {
  readonly className: string
  readonly config: Readonly<Record<string, unknown>>
}

/** A network as the configuration of a functional model of Keras 3. */
export function kerasConfig({ nodes }: Network, name: string): object {
  const layers = nodes.map((node) => {
    const { className, config } = layerOf(node)
    const shapes = node.inputs.map((place) => [null, nodes[place]?.width ?? 0])
    const tensors = node.inputs.map((place, i) => ({
      class_name: '__keras_tensor__',
      config: { shape: shapes[i], dtype: 'float32', keras_history: [nodes[place]?.name ?? '', 0, 0] },
    }))
    return {
      module: 'keras.layers',
      class_name: className,
      config: { name: node.name, dtype: 'float32', ...(node.kind === 'input' ? {} : { trainable: node.kind === 'dense' ? node.trainable : true }), ...config },
      registered_name: null,
      name: node.name,
      // Add takes a list of tensors, all others take one.
      inbound_nodes: node.kind === 'input' ? [] : [{ args: node.kind === 'add' ? [tensors] : tensors, kwargs: {} }],
    }
  })
  const [first, last] = [nodes[0]?.name ?? '', nodes[nodes.length - 1]?.name ?? '']
  return {
    module: 'keras.src.models.functional',
    class_name: 'Functional',
    config: { name, trainable: true, layers, input_layers: [[first, 0, 0]], output_layers: [[last, 0, 0]] },
    registered_name: 'Functional',
  }
}

function layerOf(node: NetworkNode): KerasLayer {
  switch (node.kind) {
    case 'input':
      return { className: 'InputLayer', config: { batch_shape: [null, node.width] } }
    case 'dense':
      return { className: 'Dense', config: { units: node.width, activation: 'linear', use_bias: node.bias !== null } }
    case 'activation':
      return activationLayer(node.activation)
    case 'dropout':
      return { className: 'Dropout', config: { rate: node.rate } }
    case 'gaussian-noise':
      return { className: 'GaussianNoise', config: { stddev: node.standardDeviation } }
    case 'batch-normalization':
      return { className: 'BatchNormalization', config: { axis: -1, momentum: node.momentum, epsilon: node.epsilon } }
    case 'layer-normalization':
      return { className: 'LayerNormalization', config: { axis: -1, epsilon: node.epsilon } }
    case 'add':
      return { className: 'Add', config: {} }
    default:
      return assertNever(node)
  }
}

function activationLayer(activation: NetworkActivation): KerasLayer {
  switch (activation.name) {
    case 'leaky-relu':
      return { className: 'LeakyReLU', config: { negative_slope: activation.slope } }
    case 'relu':
      return activation.most === null ? { className: 'Activation', config: { activation: 'relu' } } : { className: 'ReLU', config: { max_value: activation.most } }
    case 'swish':
      return { className: 'Activation', config: { activation: 'silu' } }
    default:
      return { className: 'Activation', config: { activation: activation.name } }
  }
}

/** The groups that Keras 3 keeps a layer's weights in: the class in snake case, numbered where it comes again. In the order of the nodes. */
export function weightGroups({ nodes }: Network): readonly string[] {
  const used = new Map<string, number>()
  return nodes.map((node) => {
    const base = snakeCase(layerOf(node).className)
    const count = used.get(base) ?? 0
    used.set(base, count + 1)
    return count === 0 ? base : `${base}_${count}`
  })
}

/** As keras.src.utils.naming.to_snake_case: LeakyReLU becomes leaky_re_lu. */
export const snakeCase = (name: string): string =>
  name
    .replace(/([A-Z][a-z]+)/g, '_$1')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replace(/^_/, '')
    .replace(/__+/g, '_')
    .toLowerCase()
