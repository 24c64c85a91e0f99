import { CrossfadeError } from '@shared/errors'
import { BrokenMessage, floatOf, readFields, textOf } from '../protobuf/message'
import type { Field } from '../protobuf/message'
import type { OnnxTensor } from './tensor'

export interface OnnxNode {
  readonly op: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly ints: ReadonlyMap<string, readonly number[]>
  readonly floats: ReadonlyMap<string, number>
  readonly texts: ReadonlyMap<string, readonly string[]>
}

export interface ReadModel {
  readonly nodes: readonly OnnxNode[]
  readonly constants: ReadonlyMap<string, OnnxTensor>
  readonly outputs: readonly string[]
  readonly facts: ReadonlyMap<string, string>
}

/** An ONNX file as far as our own exports go. Throws `model-invalid` where it is none or is cut off. */
export function readOnnx(bytes: Uint8Array): ReadModel {
  try {
    const model = readFields(bytes)
    const graph = readFields(one(model, 7))
    return {
      nodes: all(graph, 1).map(readNode),
      constants: new Map(all(graph, 5).map(readTensor)),
      outputs: all(graph, 12).map((bytes) => text(readFields(bytes), 1)),
      facts: new Map(all(model, 14).map((bytes) => [text(readFields(bytes), 1), text(readFields(bytes), 2)])),
    }
  } catch (thrown) {
    if (thrown instanceof BrokenMessage) throw new CrossfadeError('model-invalid', `This is no ONNX model, or it is cut off: ${thrown.message}`)
    throw thrown
  }
}

const all = (fields: readonly Field[], number: number): Uint8Array[] => fields.filter((field) => field.number === number && field.wire === 2).map((field) => field.bytes)
const texts = (fields: readonly Field[], number: number): string[] => fields.filter((field) => field.number === number && field.wire === 2).map(textOf)
const text = (fields: readonly Field[], number: number): string => texts(fields, number)[0] ?? ''
const integers = (fields: readonly Field[], number: number): number[] => fields.filter((field) => field.number === number && field.wire === 0).map((field) => field.value)

function one(fields: readonly Field[], number: number): Uint8Array {
  const [found] = all(fields, number)
  if (found === undefined) throw new BrokenMessage('It has no graph.')
  return found
}

function readNode(bytes: Uint8Array): OnnxNode {
  const fields = readFields(bytes)
  const attributes = all(fields, 5).map(readFields)
  const named = <T>(value: (attribute: readonly Field[]) => T | undefined): Map<string, T> =>
    new Map(attributes.flatMap((attribute) => {
      const found = value(attribute)
      return found === undefined ? [] : [[text(attribute, 1), found] as const]
    }))
  return {
    op: text(fields, 4),
    inputs: texts(fields, 1),
    outputs: texts(fields, 2),
    ints: named((attribute) => [...integers(attribute, 3), ...integers(attribute, 8)]),
    floats: named((attribute) => attribute.filter((field) => field.number === 2 && field.wire === 5).map(floatOf)[0]),
    texts: named((attribute) => texts(attribute, 9)),
  }
}

function readTensor(bytes: Uint8Array): readonly [string, OnnxTensor] {
  const fields = readFields(bytes)
  const shape = integers(fields, 1)
  const size = shape.reduce((a, b) => a * b, 1)
  const type = integers(fields, 2)[0]
  const raw = all(fields, 9)[0] ?? new Uint8Array(0)
  const aligned = raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.byteLength)
  const expected = type === 1 ? 4 * size : type === 8 ? 0 : 8 * size
  if (raw.length !== expected) throw new BrokenMessage(`The tensor ${text(fields, 8)} holds ${raw.length} bytes instead of ${expected}.`)
  const name = text(fields, 8)
  switch (type) {
    case 1:
      return [name, { type: 'float', shape, data: new Float32Array(aligned) }]
    case 7:
      return [name, { type: 'int64', shape, data: Float64Array.from(new BigInt64Array(aligned), Number) }]
    case 8:
      return [name, { type: 'string', shape, data: texts(fields, 6) }]
    case 11:
      return [name, { type: 'double', shape, data: new Float64Array(aligned) }]
    default:
      throw new BrokenMessage(`The tensor ${name} is of the unknown type ${String(type)}.`)
  }
}
