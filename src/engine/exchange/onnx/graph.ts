import { Message } from '../protobuf/message'

/** onnx.proto: TensorProto.DataType. */
export const elementTypes = { float: 1, int64: 7, string: 8, bool: 9, double: 11 } as const
export type ElementType = keyof typeof elementTypes

export type AttributeValue =
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'ints'; readonly values: readonly number[] }
  | { readonly kind: 'strings'; readonly values: readonly string[] }

/** The name of a value in the graph. */
export type Value = string

const machineLearning = 'ai.onnx.ml'

/** An ONNX graph under construction (onnx.proto, opset 15 and ai.onnx.ml 2). Names of inputs are taken as they are; no other value gets one of them. */
export class OnnxGraph {
  private readonly nodes: Message[] = []
  private readonly initializers: Message[] = []
  private readonly inputs: Message[] = []
  private readonly outputs: Message[] = []
  private readonly taken = new Set<string>()
  private readonly shared = new Map<string, Value>()
  private count = 0

  /** A column of the table, [rows, 1]. Answers the name that it has in the graph: an input must have one, and no two alike. */
  input(wanted: string, type: ElementType): Value {
    const name = this.freeName(wanted === '' ? 'unnamed' : wanted)
    this.inputs.push(valueInfo(name, type, 1))
    return name
  }

  /** Gives a value its name towards the outside: the wanted one, or the next that is free. */
  output(wanted: string, value: Value, type: ElementType, width: number | null): Value {
    const name = this.freeName(wanted)
    this.add('Identity', [value], [], '', name)
    this.outputs.push(valueInfo(name, type, width))
    return name
  }

  op(op: string, inputs: readonly Value[], attributes: readonly (readonly [string, AttributeValue])[] = []): Value {
    return this.add(op, inputs, attributes, '', this.fresh())
  }

  labelEncoder(input: Value, keys: readonly string[], values: readonly number[], otherwise: number): Value {
    const attributes: [string, AttributeValue][] = [
      ['keys_strings', { kind: 'strings', values: keys }],
      ['values_int64s', { kind: 'ints', values }],
      ['default_int64', { kind: 'int', value: otherwise }],
    ]
    return this.add('LabelEncoder', [input], attributes, machineLearning, this.fresh())
  }

  doubles(values: readonly number[], shape: readonly number[] = []): Value {
    return this.constant('double', shape, new Uint8Array(Float64Array.from(values).buffer))
  }

  floats(values: ArrayLike<number>, shape: readonly number[] = []): Value {
    return this.constant('float', shape, new Uint8Array(Float32Array.from(values).buffer))
  }

  integers(values: readonly number[], shape: readonly number[] = []): Value {
    return this.constant('int64', shape, new Uint8Array(BigInt64Array.from(values, BigInt).buffer))
  }

  texts(values: readonly string[]): Value {
    const name = this.fresh()
    const tensor = tensorHead('string', [values.length])
    for (const value of values) tensor.text(6, value)
    this.initializers.push(tensor.text(8, name))
    return name
  }

  /** The finished ModelProto. */
  model(title: string, facts: Readonly<Record<string, string>>): Uint8Array {
    const graph = new Message()
    for (const node of this.nodes) graph.message(1, node)
    graph.text(2, 'crossfade')
    for (const tensor of this.initializers) graph.message(5, tensor)
    for (const input of this.inputs) graph.message(11, input)
    for (const output of this.outputs) graph.message(12, output)
    const model = new Message().integer(1, 8).text(2, 'Crossfade').text(6, title).message(7, graph)
    model.message(8, new Message().text(1, '').integer(2, 15)).message(8, new Message().text(1, machineLearning).integer(2, 2))
    for (const [key, value] of Object.entries(facts)) model.message(14, new Message().text(1, key).text(2, value))
    return model.finish()
  }

  private constant(type: ElementType, shape: readonly number[], raw: Uint8Array): Value {
    // Small ones come again and again.
    const key = raw.length <= 64 ? `${type} ${shape.join()} ${Buffer.from(raw).toString('hex')}` : null
    const known = key === null ? undefined : this.shared.get(key)
    if (known !== undefined) return known
    const name = this.fresh()
    this.initializers.push(tensorHead(type, shape).text(8, name).bytes(9, raw))
    if (key !== null) this.shared.set(key, name)
    return name
  }

  private add(op: string, inputs: readonly Value[], attributes: readonly (readonly [string, AttributeValue])[], domain: string, output: Value): Value {
    const node = new Message()
    for (const input of inputs) node.text(1, input)
    node.text(2, output).text(3, output).text(4, op)
    for (const [name, value] of attributes) node.message(5, attributeMessage(name, value))
    if (domain !== '') node.text(7, domain)
    this.nodes.push(node)
    return output
  }

  /** Values inside the graph: a column may be called anything, so these step aside. Columns are named before. */
  private fresh(): Value {
    return this.freeName(`v${this.count++}`)
  }

  private freeName(wanted: string): string {
    let name = wanted
    for (let n = 2; this.taken.has(name); n++) name = `${wanted}_${n}`
    this.taken.add(name)
    return name
  }
}

function tensorHead(type: ElementType, shape: readonly number[]): Message {
  const tensor = new Message()
  for (const size of shape) tensor.integer(1, size)
  return tensor.integer(2, elementTypes[type])
}

/** A tensor [rows, width], or [rows] where width is null. */
function valueInfo(name: string, type: ElementType, width: number | null): Message {
  const shape = new Message().message(1, new Message().text(2, 'rows'))
  if (width !== null) shape.message(1, new Message().integer(1, width))
  const tensor = new Message().integer(1, elementTypes[type]).message(2, shape)
  return new Message().text(1, name).message(2, new Message().message(1, tensor))
}

function attributeMessage(name: string, value: AttributeValue): Message {
  const message = new Message().text(1, name)
  switch (value.kind) {
    case 'float':
      return message.float(2, value.value).integer(20, 1)
    case 'int':
      return message.integer(3, value.value).integer(20, 2)
    case 'ints':
      for (const one of value.values) message.integer(8, one)
      return message.integer(20, 7)
    case 'strings':
      for (const one of value.values) message.text(9, one)
      return message.integer(20, 8)
  }
}
