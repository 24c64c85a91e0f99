import { assertNever } from '@shared/assert-never'
import { inputWidth, outputWidth } from '@shared/export/network'
import type { Network, NetworkActivation, NetworkNode, Weight } from '@shared/export/network'
import { constantAttributes, dataTypes, intAttribute, nodeText, shapeAttribute, typeAttribute } from '../../trainer/recording/graph-text'

const { float32, int32 } = dataTypes
const type = typeAttribute('T', float32)

/** The name of what is fed, of what is fetched, and of the tensors behind them. */
export const savedModelNames = { input: 'features', output: 'scores', signature: 'serving_default' } as const

/** A whole SavedModel (tag `serve`, signature `serving_default`) that computes a network. */
export function savedModelText(network: Network): string {
  const graph = new GraphText()
  const made: string[] = []
  for (const node of network.nodes) made.push(graph.node(node, node.inputs.map((place) => made[place] ?? '')))
  graph.add(savedModelNames.output, 'Identity', [made[made.length - 1] ?? ''], type)
  const tensor = (name: string, width: number) => `name: "${name}:0" dtype: DT_FLOAT tensor_shape { dim { size: -1 } dim { size: ${width} } }`
  return `saved_model_schema_version: 1
meta_graphs {
meta_info_def { tags: "serve" }
graph_def {
${graph.text}versions { producer: 1500 min_consumer: 12 }
}
signature_def { key: "${savedModelNames.signature}" value {
inputs { key: "${savedModelNames.input}" value { ${tensor(savedModelNames.input, inputWidth(network))} } }
outputs { key: "${savedModelNames.output}" value { ${tensor(savedModelNames.output, outputWidth(network))} } }
method_name: "tensorflow/serving/predict"
} }
}
`
}

class GraphText {
  text = ''
  private count = 0

  add(name: string, op: string, inputs: readonly string[], attributes: string): string {
    this.text += nodeText('node', name, op, inputs, attributes)
    return name
  }

  private op(op: string, inputs: readonly string[], attributes = type): string {
    return this.add(`n${this.count++}`, op, inputs, attributes)
  }

  private constant(values: ArrayLike<number>, shape: readonly number[] = []): string {
    return this.op('Const', [], constantAttributes(float32, shape, Array.from(values, shortest)))
  }

  private weight({ values, shape }: Weight): string {
    return this.constant(values, shape)
  }

  node(node: NetworkNode, inputs: readonly string[]): string {
    const [x = ''] = inputs
    switch (node.kind) {
      case 'input':
        return this.add(savedModelNames.input, 'Placeholder', [], typeAttribute('dtype', float32) + shapeAttribute('shape', [-1, node.width]))
      case 'dropout':
      case 'gaussian-noise':
        return x
      case 'dense': {
        const product = this.op('MatMul', [x, this.weight(node.kernel)])
        return node.bias === null ? product : this.op('AddV2', [product, this.weight(node.bias)])
      }
      case 'activation':
        return this.activation(node.activation, x)
      case 'batch-normalization':
        return this.normalize(node, this.op('Sub', [x, this.weight(node.mean)]), this.weight(node.variance))
      case 'layer-normalization': {
        const centred = this.op('Sub', [x, this.rowMean(x)])
        return this.normalize(node, centred, this.rowMean(this.op('Square', [centred])))
      }
      case 'add':
        return this.op('AddN', inputs, type + intAttribute('N', inputs.length))
      default:
        return assertNever(node)
    }
  }

  private rowMean(x: string): string {
    const axis = this.op('Const', [], constantAttributes(int32, [1], [1]))
    return this.op('Mean', [x, axis], `${type} ${typeAttribute('Tidx', int32)} attr { key: "keep_dims" value { b: true } }`)
  }

  private normalize({ epsilon, gamma, beta }: { readonly epsilon: number; readonly gamma: Weight; readonly beta: Weight }, centred: string, variance: string): string {
    const scale = this.op('Rsqrt', [this.op('AddV2', [variance, this.constant([epsilon])])])
    return this.op('AddV2', [this.op('Mul', [this.op('Mul', [centred, scale]), this.weight(gamma)]), this.weight(beta)])
  }

  private activation(activation: NetworkActivation, x: string): string {
    switch (activation.name) {
      case 'linear':
        return x
      case 'relu':
        return activation.most === null ? this.op('Relu', [x]) : this.op('Minimum', [this.op('Relu', [x]), this.constant([activation.most])])
      case 'leaky-relu':
        return this.op('LeakyRelu', [x], `${type} attr { key: "alpha" value { f: ${activation.slope} } }`)
      case 'elu':
        return this.op('Elu', [x])
      case 'selu':
        return this.op('Selu', [x])
      case 'gelu': {
        const erf = this.op('Erf', [this.op('Mul', [x, this.constant([Math.SQRT1_2])])])
        return this.op('Mul', [this.op('Mul', [x, this.constant([0.5])]), this.op('AddV2', [erf, this.constant([1])])])
      }
      case 'swish':
        return this.op('Mul', [x, this.op('Sigmoid', [x])])
      case 'tanh':
        return this.op('Tanh', [x])
      case 'sigmoid':
        return this.op('Sigmoid', [x])
      case 'softplus':
        return this.op('Softplus', [x])
      case 'softmax':
        return this.op('Softmax', [x])
      default:
        return assertNever(activation)
    }
  }
}

/** The shortest decimal that is the same float32: nine digits always do. */
const shortest = (value: number): number => {
  const rounded = Math.fround(value)
  for (const digits of [6, 7, 8]) {
    const short = Number(rounded.toPrecision(digits))
    if (Math.fround(short) === rounded) return short
  }
  return Number(rounded.toPrecision(9))
}
