import type { OutputActivation } from '../model/activation'

/** A tensor of weights, row by row. */
export interface Weight {
  readonly shape: readonly number[]
  readonly values: Float32Array
}

/** An activation as the formats write it: with its numbers spelled out. */
export type NetworkActivation =
  | { readonly name: 'relu'; /** Where it is cut off above; null: nowhere. */ readonly most: number | null }
  | { readonly name: 'leaky-relu'; readonly slope: number }
  | { readonly name: 'elu' | 'selu' | 'gelu' | 'swish' | 'tanh' | 'softplus' | OutputActivation }

/** `inputs`: places of the nodes that it reads, all before its own. `name` is unique in the network, and safe as a name of a file. */
interface NodeBase {
  readonly name: string
  readonly inputs: readonly number[]
  /** Numbers a row that it puts out. */
  readonly width: number
}

export type NetworkNode = NodeBase &
  (
    | { readonly kind: 'input' }
    /** x · kernel + bias; kernel: [in, out]. */
    | { readonly kind: 'dense'; readonly kernel: Weight; readonly bias: Weight | null; readonly trainable: boolean }
    | { readonly kind: 'activation'; readonly activation: NetworkActivation }
    /** Does nothing to predictions; kept so that whoever opens the model sees the whole of it. */
    | { readonly kind: 'dropout'; readonly rate: number }
    | { readonly kind: 'gaussian-noise'; readonly standardDeviation: number }
    /** (x - mean) / sqrt(variance + epsilon) · gamma + beta */
    | {
        readonly kind: 'batch-normalization'
        readonly epsilon: number
        readonly momentum: number
        readonly gamma: Weight
        readonly beta: Weight
        readonly mean: Weight
        readonly variance: Weight
      }
    /** As above, with the mean and the variance of each row. */
    | { readonly kind: 'layer-normalization'; readonly epsilon: number; readonly gamma: Weight; readonly beta: Weight }
    | { readonly kind: 'add' }
  )

/** A trained stack, whatever file it came from: nodes in an order in which they can be computed. The last one is the output. */
export interface Network {
  readonly nodes: readonly NetworkNode[]
}

export const inputWidth = (network: Network): number => network.nodes[0]?.width ?? 0
export const outputWidth = (network: Network): number => network.nodes[network.nodes.length - 1]?.width ?? 0

/** The weights of a node with the names that Keras gives them, in Keras's order. */
export function weightsOf(node: NetworkNode): readonly (readonly [name: string, weight: Weight])[] {
  switch (node.kind) {
    case 'dense':
      return node.bias === null ? [['kernel', node.kernel]] : [['kernel', node.kernel], ['bias', node.bias]]
    case 'batch-normalization':
      return [['gamma', node.gamma], ['beta', node.beta], ['moving_mean', node.mean], ['moving_variance', node.variance]]
    case 'layer-normalization':
      return [['gamma', node.gamma], ['beta', node.beta]]
    case 'input':
    case 'activation':
    case 'dropout':
    case 'gaussian-noise':
    case 'add':
      return []
  }
}
