import { assertNever } from '@shared/assert-never'
import type { Network, NetworkActivation, NetworkNode } from '@shared/export/network'
import type { AttributeValue, OnnxGraph, Value } from './graph'

const last: [string, AttributeValue] = ['axis', { kind: 'int', value: 1 }]
const keep: [string, AttributeValue] = ['keepdims', { kind: 'int', value: 1 }]

/** A network as nodes: [rows, inputs] float32 to [rows, outputs] float32. */
export function networkNodes(graph: OnnxGraph, { nodes }: Network, features: Value): Value {
  const made: Value[] = []
  for (const node of nodes) made.push(nodeValue(graph, node, node.inputs.map((place) => made[place] ?? features), features))
  return made[made.length - 1] ?? features
}

function nodeValue(graph: OnnxGraph, node: NetworkNode, inputs: readonly Value[], features: Value): Value {
  const x = inputs[0] ?? features
  const vector = (values: Float32Array) => graph.floats(values, [values.length])
  switch (node.kind) {
    case 'input':
      return features
    case 'dropout':
    case 'gaussian-noise':
      return x
    case 'dense': {
      const product = graph.op('MatMul', [x, graph.floats(node.kernel.values, node.kernel.shape)])
      return node.bias === null ? product : graph.op('Add', [product, vector(node.bias.values)])
    }
    case 'activation':
      return activate(graph, node.activation, x)
    case 'batch-normalization': {
      const { epsilon, gamma, beta, mean, variance } = node
      const scale = gamma.values.map((value, place) => value / Math.sqrt((variance.values[place] ?? NaN) + epsilon))
      return graph.op('Add', [graph.op('Mul', [graph.op('Sub', [x, vector(mean.values)]), vector(scale)]), vector(beta.values)])
    }
    case 'layer-normalization': {
      const mean = (value: Value) => graph.op('ReduceMean', [value], [['axes', { kind: 'ints', values: [1] }], keep])
      const centred = graph.op('Sub', [x, mean(x)])
      const deviation = graph.op('Sqrt', [graph.op('Add', [mean(graph.op('Mul', [centred, centred])), graph.floats([node.epsilon])])])
      return graph.op('Add', [graph.op('Mul', [graph.op('Div', [centred, deviation]), vector(node.gamma.values)]), vector(node.beta.values)])
    }
    case 'add':
      return inputs.slice(1).reduce((sum, other) => graph.op('Add', [sum, other]), x)
    default:
      return assertNever(node)
  }
}

function activate(graph: OnnxGraph, activation: NetworkActivation, x: Value): Value {
  switch (activation.name) {
    case 'linear':
      return x
    case 'relu':
      return activation.most === null ? graph.op('Relu', [x]) : graph.op('Min', [graph.op('Relu', [x]), graph.floats([activation.most])])
    case 'leaky-relu':
      return graph.op('LeakyRelu', [x], [['alpha', { kind: 'float', value: activation.slope }]])
    case 'elu':
      return graph.op('Elu', [x])
    case 'selu':
      return graph.op('Selu', [x])
    case 'gelu': {
      const erf = graph.op('Erf', [graph.op('Mul', [x, graph.floats([Math.SQRT1_2])])])
      return graph.op('Mul', [graph.op('Mul', [x, graph.floats([0.5])]), graph.op('Add', [erf, graph.floats([1])])])
    }
    case 'swish':
      return graph.op('Mul', [x, graph.op('Sigmoid', [x])])
    case 'tanh':
      return graph.op('Tanh', [x])
    case 'sigmoid':
      return graph.op('Sigmoid', [x])
    case 'softplus':
      return graph.op('Softplus', [x])
    case 'softmax':
      return graph.op('Softmax', [x], [last])
    default:
      return assertNever(activation)
  }
}
