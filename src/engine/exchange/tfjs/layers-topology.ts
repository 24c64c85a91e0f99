import { assertNever } from '@shared/assert-never'
import type { Network, NetworkActivation, NetworkNode } from '@shared/export/network'

/** A network as the topology of a tfjs layers model: made of tfjs's own layers only. */
export function layersTopology({ nodes }: Network): object {
  const layers = nodes.map((node) => {
    const { className, config } = layerOf(node)
    return {
      name: node.name,
      class_name: className,
      inbound_nodes: node.kind === 'input' ? [] : [node.inputs.map((place) => [nodes[place]?.name ?? '', 0, 0, {}])],
      config: { name: node.name, trainable: node.kind === 'dense' ? node.trainable : true, ...config },
    }
  })
  const [first, last] = [nodes[0]?.name ?? '', nodes[nodes.length - 1]?.name ?? '']
  return {
    class_name: 'Model',
    config: { name: 'crossfade', layers, input_layers: [[first, 0, 0]], output_layers: [[last, 0, 0]] },
    keras_version: 'tfjs-layers 4.22.0',
    backend: 'tensor_flow.js',
  }
}

function layerOf(node: NetworkNode): { readonly className: string; readonly config: Readonly<Record<string, unknown>> } {
  switch (node.kind) {
    case 'input':
      return { className: 'InputLayer', config: { batch_input_shape: [null, node.width], dtype: 'float32', sparse: false } }
    case 'dense':
      return { className: 'Dense', config: { units: node.width, activation: 'linear', use_bias: node.bias !== null } }
    case 'activation':
      return activationLayer(node.activation)
    case 'dropout':
      return { className: 'Dropout', config: { rate: node.rate } }
    case 'gaussian-noise':
      return { className: 'GaussianNoise', config: { stddev: node.standardDeviation } }
    case 'batch-normalization':
      return { className: 'BatchNormalization', config: { axis: -1, momentum: node.momentum, epsilon: node.epsilon, center: true, scale: true } }
    case 'layer-normalization':
      return { className: 'LayerNormalization', config: { axis: -1, epsilon: node.epsilon, center: true, scale: true } }
    case 'add':
      return { className: 'Add', config: {} }
    default:
      return assertNever(node)
  }
}

function activationLayer(activation: NetworkActivation): { readonly className: string; readonly config: Readonly<Record<string, unknown>> } {
  switch (activation.name) {
    case 'leaky-relu':
      return { className: 'LeakyReLU', config: { alpha: activation.slope } }
    case 'relu':
      return activation.most === null ? { className: 'Activation', config: { activation: 'relu' } } : { className: 'ReLU', config: { max_value: activation.most } }
    default:
      return { className: 'Activation', config: { activation: activation.name } }
  }
}
