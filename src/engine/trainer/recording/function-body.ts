import {
  boolAttribute,
  constantAttributes,
  dataTypes,
  functionAttribute,
  intAttribute,
  nodeText,
  noShapesAttribute,
  typeAttribute,
  typesAttribute,
} from './graph-text'
import type { DataType } from './graph-text'
import { outputOf } from './op-outputs'

/** A value inside a function: an argument's name, or node:output:index. */
export type Reference = string

export interface Argument {
  readonly name: string
  readonly type: DataType
}

export interface Result extends Argument {
  readonly value: Reference
}

const { float32, int32, bool } = dataTypes

/** A TensorFlow function under construction: nodes are added, references come back. */
export class FunctionBody {
  private text = ''
  private count = 0
  private readonly constants = new Map<string, Reference>()
  /** Nodes that must run though nobody takes their output. */
  private readonly effects: string[] = []

  /** Adds an operation; the reference is its first output. */
  add(op: string, inputs: readonly Reference[], attributes = ''): Reference {
    return this.output(this.addNode(op, inputs, attributes), outputOf(op, 0)?.name ?? 'output', 0)
  }

  addNode(op: string, inputs: readonly Reference[], attributes = ''): string {
    const name = `n${this.count++}`
    this.text += nodeText('node_def', name, op, inputs, attributes)
    return name
  }

  output(node: string, output: string, index: number): Reference {
    return `${node}:${output}:${index}`
  }

  /** Adds an operation for what it does, not for what it answers. */
  addEffect(op: string, inputs: readonly Reference[], attributes = ''): string {
    const name = this.addNode(op, inputs, attributes)
    this.effects.push(name)
    return name
  }

  constant(type: DataType, shape: readonly number[], values: ArrayLike<number>): Reference {
    const attributes = constantAttributes(type, shape, values)
    const known = this.constants.get(attributes)
    if (known !== undefined) return known
    const made = this.add('Const', [], attributes)
    this.constants.set(attributes, made)
    return made
  }

  integer(value: number): Reference {
    return this.constant(int32, [], [value])
  }

  integers(values: readonly number[]): Reference {
    return this.constant(int32, [values.length], values)
  }

  /** An operation on two integers, such as AddV2. */
  combine(op: string, left: Reference, right: Reference): Reference {
    return this.add(op, [left, right], typeAttribute('T', int32))
  }

  reshape(value: Reference, shape: readonly number[], type: DataType): Reference {
    return this.add('Reshape', [value, this.integers(shape)], typeAttribute('T', type) + typeAttribute('Tshape', int32))
  }

  /** Scalars as a vector. */
  pack(values: readonly Reference[]): Reference {
    return this.add('Pack', values, intAttribute('N', values.length) + typeAttribute('T', int32) + intAttribute('axis', 0))
  }

  /** Entry `index` of the first axis of a tensor of the shape [any, ...rest]. */
  entry(value: Reference, index: Reference, rest: readonly number[], type: DataType): Reference {
    const begin = this.pack([index, ...rest.map(() => this.integer(0))])
    const slice = this.add('Slice', [value, begin, this.integers([1, ...rest])], typeAttribute('T', type) + typeAttribute('Index', int32))
    return this.reshape(slice, rest, type)
  }

  /** Rows of a matrix of floats. */
  gather(matrix: Reference, rows: Reference): Reference {
    const attributes = typeAttribute('Tparams', float32) + typeAttribute('Tindices', int32) + typeAttribute('Taxis', int32)
    return this.add('GatherV2', [matrix, rows, this.integer(0)], attributes)
  }

  read(variable: Reference): Reference {
    return this.add('ReadVariableOp', [variable], typeAttribute('dtype', float32))
  }

  assign(variable: Reference, value: Reference): void {
    this.addEffect('AssignVariableOp', [variable, value], typeAttribute('dtype', float32))
  }

  /** Calls a function, compiled by XLA or not; answers the references of its outputs. */
  call(name: string, inputs: readonly Reference[], inputTypes: readonly DataType[], outputTypes: readonly DataType[], compiled: boolean): Reference[] {
    const attributes =
      typesAttribute('Tin', inputTypes) + typesAttribute('Tout', outputTypes) + functionAttribute('f', name) + (compiled ? compiledAttributes : '')
    const node = this.addEffect('StatefulPartitionedCall', inputs, attributes)
    return outputTypes.map((_, index) => this.output(node, 'output', index))
  }

  /** Runs `body` while `condition` holds; answers the references of the carried values afterwards. */
  loop(condition: string, body: string, carried: readonly Argument[], initial: readonly Reference[]): Map<string, Reference> {
    const types = typesAttribute('T', carried.map(({ type }) => type))
    const functions = functionAttribute('cond', condition) + functionAttribute('body', body)
    const node = this.addEffect('While', initial, types + functions + noShapesAttribute('output_shapes') + intAttribute('parallel_iterations', 1))
    return new Map(carried.map(({ name }, index) => [name, this.output(node, 'output', index)]))
  }

  /** The finished function. */
  define(name: string, args: readonly Argument[], results: readonly Result[], compiled = false): string {
    const inputs = args.map((arg) => `input_arg { name: "${arg.name}" type: ${arg.type} }`).join(' ')
    const outputs = results.map((result) => `output_arg { name: "${result.name}" type: ${result.type} }`).join(' ')
    const controls = this.effects.map((effect) => `control_output: "${effect}"`).join(' ')
    const returns = results.map((result) => `ret { key: "${result.name}" value: "${result.value}" }`).join(' ')
    const controlReturns = this.effects.map((effect) => `control_ret { key: "${effect}" value: "${effect}" }`).join(' ')
    const stateful = this.effects.length > 0 ? 'is_stateful: true' : ''
    return `function {
signature { name: "${name}" ${inputs} ${outputs} ${controls} ${stateful} }
${this.text}${returns} ${controlReturns} ${compiled ? compiledAttributes : ''}
}
`
  }

  /** Everything that was added: equal texts mean equal functions. */
  get source(): string {
    return this.text
  }
}

/** Compile the function or fail: a silent fall back to slow execution would go unnoticed. */
const compiledAttributes = boolAttribute('_XlaMustCompile', true) + boolAttribute('_noinline', true)

/** A loop condition: counter < stop. */
export function lessThan(name: string, args: readonly Argument[], counter: string, stop: string): string {
  const body = new FunctionBody()
  const value = body.combine('Less', counter, stop)
  return body.define(name, args, [{ name: 'goOn', type: bool, value }])
}
