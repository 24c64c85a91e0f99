import { CrossfadeError } from '../errors'
import { outputActivations } from '../model/activation'
import type { Activation, OutputActivation } from '../model/activation'
import type { Layer, PlainLayer } from '../model/layer'
import type { ModelDesign } from '../model/model-design'
import type { Network, NetworkActivation, NetworkNode, Weight } from './network'

export interface DesignOfNetwork {
  readonly design: ModelDesign
  /** The same network, its layers named as the trainer names those of the design. */
  readonly network: Network
  /** What the design says in another way than the model did, in words. */
  readonly remarks: readonly string[]
}

const bad = (what: string): CrossfadeError => new CrossfadeError('model-invalid', what)

/** The layer stack that a network is, where it is one: a chain of the layers of a design, with residual blocks. Throws `model-invalid`. */
export function designOfNetwork(network: Network): DesignOfNetwork {
  return new DesignReader(network).read()
}

/** A stretch of the chain: a layer of the design with the nodes that it is made of. */
interface Piece {
  readonly layer: PlainLayer
  readonly nodes: readonly NetworkNode[]
}

class DesignReader {
  private readonly consumers: readonly (readonly NetworkNode[])[]
  private readonly names = new Map<NetworkNode, string>()
  private readonly added = new Map<NetworkNode, Weight>()
  private readonly remarks: string[] = []

  constructor(private readonly network: Network) {
    this.consumers = network.nodes.map((_, place) => network.nodes.filter((node) => node.inputs.includes(place)))
  }

  read(): DesignOfNetwork {
    const layers: Layer[] = []
    let last = this.network.nodes[0]
    if (last === undefined) throw bad('The model has no layers.')
    let output: OutputActivation | null = null
    while (output === null) {
      const name = `layer_${layers.length + 1}`
      const followers: readonly NetworkNode[] = this.after(last)
      if (followers.length === 0) throw bad('The stack must end in a dense layer.')
      if (followers.length === 2) {
        const block: { readonly layer: Layer; readonly end: NetworkNode } = this.residual(last, followers, name)
        layers.push(block.layer)
        last = block.end
        continue
      }
      if (followers.length > 2) throw bad(`More than two layers read ${last.name}, which a stack here cannot do.`)
      const piece = this.plain(followers[0] as NetworkNode, layers.length === 0, true)
      last = piece.nodes[piece.nodes.length - 1] as NetworkNode
      if (this.after(last).length === 0) output = this.output(piece)
      else {
        this.name(piece, name)
        layers.push(piece.layer)
      }
    }
    return { design: { layers, output: { activation: output } }, network: this.renamed(), remarks: this.remarks }
  }

  private after(node: NetworkNode): readonly NetworkNode[] {
    return this.consumers[this.network.nodes.indexOf(node)] ?? []
  }

  private name({ nodes: [first, second], layer }: Piece, name: string): void {
    if (first !== undefined) this.names.set(first, name)
    if (second !== undefined) this.names.set(second, layer.kind === 'piecewise-linear' ? `${name}_cap` : `${name}_${layer.kind === 'dense' ? layer.activation.replace('-', '_') : 'activation'}`)
  }

  /** The layer that begins with a node. At the end of the stack a dense layer may have an activation that only outputs have. */
  private plain(node: NetworkNode, first: boolean, mayEnd: boolean): Piece {
    switch (node.kind) {
      case 'dense': {
        const [next, more] = this.after(node)
        if (next?.kind !== 'activation' || more !== undefined) return { layer: { kind: 'dense', units: node.width, activation: 'linear', ...biasOf(node) }, nodes: [node] }
        const bins = first ? binsOf(node, next.activation) : null
        if (bins !== null) return { layer: { kind: 'piecewise-linear', bins }, nodes: [node, next] }
        const ends = mayEnd && this.after(next).length === 0
        const activation = ends ? 'linear' : activationOf(next.activation, next.name)
        return { layer: { kind: 'dense', units: node.width, activation, ...biasOf(node) }, nodes: [node, next] }
      }
      case 'dropout':
        if (node.rate > 0.99) throw bad(`${node.name} drops everything.`)
        return { layer: { kind: 'dropout', rate: node.rate }, nodes: [node] }
      case 'gaussian-noise':
        return { layer: { kind: 'gaussian-noise', standardDeviation: Math.min(10, node.standardDeviation) }, nodes: [node] }
      case 'batch-normalization': {
        const momentum = Math.min(0.9999, Math.max(0, node.momentum))
        if (momentum !== node.momentum) this.remarks.push(`${node.name}: the momentum ${node.momentum} became ${momentum}.`)
        return { layer: { kind: 'batch-normalization', momentum, epsilon: positiveOf(node.epsilon) }, nodes: [node] }
      }
      case 'layer-normalization':
        return { layer: { kind: 'layer-normalization', epsilon: positiveOf(node.epsilon) }, nodes: [node] }
      case 'activation':
        throw bad(`The activation ${node.name} does not follow a dense layer, which a stack here cannot have.`)
      case 'input':
      case 'add':
        throw bad(`${node.name} adds rows that do not come from one place, which a stack here cannot do.`)
    }
  }

  /** Two ways from `start` that meet in an addition: the block, and nothing or a dense layer without bias around it. */
  private residual(start: NetworkNode, [one, other]: readonly NetworkNode[], name: string): { readonly layer: Layer; readonly end: NetworkNode } {
    const ways = [one, other].map((node) => this.way(node as NetworkNode))
    const [a, b] = ways as [Way, Way]
    if (a.end !== b.end) throw bad(`The two ways from ${start.name} do not meet, which a stack here cannot do.`)
    const isSkip = ({ pieces }: Way) => pieces.length === 0 || (pieces.length === 1 && pieces[0]?.layer.kind === 'dense' && pieces[0].layer.useBias === false && pieces[0].layer.activation === 'linear')
    const identity = a.pieces.length === 0 || b.pieces.length === 0
    const [skip, body] = isSkip(a) && (a.pieces.length === 0 || !identity) ? [a, b] : [b, a]
    if (!isSkip(skip) || body.pieces.length === 0 || (skip.pieces.length > 0) === (start.width === a.end.width)) throw bad(`The block behind ${start.name} has a skip that a residual block here cannot have.`)
    body.pieces.forEach((piece, n) => this.name(piece, `${name}_${n + 1}`))
    for (const piece of skip.pieces) this.name(piece, `${name}_skip`)
    this.names.set(a.end, `${name}_sum`)
    return { layer: { kind: 'residual', layers: body.pieces.map((piece) => piece.layer) }, end: a.end }
  }

  private way(node: NetworkNode): Way {
    const pieces: Piece[] = []
    let current: NetworkNode = node
    while (current.kind !== 'add') {
      const piece = this.plain(current, false, false)
      pieces.push(piece)
      const next = this.after(piece.nodes[piece.nodes.length - 1] as NetworkNode)
      if (next.length !== 1) throw bad(`A way through a block ends at ${current.name}, which a stack here cannot do.`)
      current = next[0] as NetworkNode
    }
    return { pieces, end: current }
  }

  private output({ layer, nodes: [dense, activation] }: Piece): OutputActivation {
    if (layer.kind !== 'dense' || dense?.kind !== 'dense') throw bad('The stack must end in a dense layer.')
    if (dense.bias === null) {
      this.added.set(dense, { shape: [dense.width], values: new Float32Array(dense.width) })
      this.remarks.push('The output layer had no bias; it gets one that begins at 0.')
    }
    this.names.set(dense, 'output')
    if (activation?.kind !== 'activation') return 'linear'
    const found = outputActivations.find((name) => name === activation.activation.name)
    if (found === undefined) throw bad(`The output has the activation ${activation.activation.name}; here it may have ${outputActivations.join(', ')}.`)
    this.names.set(activation, `output_${found}`)
    return found
  }

  private renamed(): Network {
    return {
      nodes: this.network.nodes.map((node) => {
        const name = node.kind === 'input' ? 'features' : (this.names.get(node) ?? node.name)
        const bias = this.added.get(node)
        return node.kind === 'dense' && bias !== undefined ? { ...node, name, bias } : { ...node, name }
      }),
    }
  }
}

interface Way {
  readonly pieces: readonly Piece[]
  readonly end: NetworkNode
}

const positiveOf = (epsilon: number): number => (epsilon > 0 ? epsilon : 1e-7)
const biasOf = (node: Extract<NetworkNode, { kind: 'dense' }>): { readonly useBias?: boolean } => (node.bias === null ? { useBias: false } : {})

function activationOf(activation: NetworkActivation, where: string): Activation {
  switch (activation.name) {
    case 'relu':
      if (activation.most !== null) throw bad(`${where}: a relu that is cut off at ${activation.most} cannot be set here.`)
      return 'relu'
    case 'leaky-relu':
      if (Math.abs(activation.slope - 0.2) > 1e-6) throw bad(`${where}: a leaky relu with the slope ${activation.slope} cannot be set here; its slope is 0.2.`)
      return 'leaky-relu'
    case 'softmax':
      throw bad(`${where}: softmax can stand at the output only.`)
    default:
      return activation.name
  }
}

/** The bins of a piecewise-linear embedding: a frozen dense layer whose outputs each read one input, cut off at 1. Else null. */
function binsOf({ kernel, trainable, width }: Extract<NetworkNode, { kind: 'dense' }>, activation: NetworkActivation): number | null {
  const [inputs = 0] = kernel.shape
  const bins = width / inputs
  if (trainable || activation.name !== 'relu' || activation.most !== 1 || !Number.isInteger(bins) || bins < 2) return null
  return kernel.values.every((value, at) => value === 0 || Math.floor((at % width) / bins) === Math.floor(at / width)) ? bins : null
}
