/** TensorFlow's graphs in protobuf's text form (graph.proto, node_def.proto, attr_value.proto): what a text SavedModel holds. */
import type { OpAttribute } from '../tensorflow'

/** Codes of types.proto. */
export const dataTypes = { float32: 1, int32: 3, bool: 10, resource: 20 } as const
export type DataType = (typeof dataTypes)[keyof typeof dataTypes]

const attribute = (name: string, value: string): string => `attr { key: "${name}" value { ${value} } }`

export const typeAttribute = (name: string, type: DataType): string => attribute(name, `type: ${type}`)
export const typesAttribute = (name: string, types: readonly DataType[]): string =>
  attribute(name, `list { ${types.map((type) => `type: ${type}`).join(' ')} }`)
export const boolAttribute = (name: string, value: boolean): string => attribute(name, `b: ${value}`)
export const intAttribute = (name: string, value: number): string => attribute(name, `i: ${value}`)
export const stringAttribute = (name: string, value: string): string => attribute(name, `s: ${JSON.stringify(value)}`)
export const functionAttribute = (name: string, called: string): string => attribute(name, `func { name: "${called}" }`)
export const shapeAttribute = (name: string, shape: readonly number[]): string => attribute(name, `shape { ${dimensions(shape)} }`)
/** Tells a While that nothing is known of its outputs' shapes beforehand. */
export const noShapesAttribute = (name: string): string => attribute(name, 'list { }')

const dimensions = (shape: readonly number[]): string => shape.map((size) => `dim { size: ${size} }`).join(' ')

const numberText = (value: number): string =>
  value === Infinity ? 'inf' : value === -Infinity ? '-inf' : Number.isNaN(value) ? 'nan' : Object.is(value, -0) ? '-0.0' : String(value)

const valueFields: Readonly<Record<number, string>> = {
  [dataTypes.float32]: 'float_val',
  [dataTypes.int32]: 'int_val',
  [dataTypes.bool]: 'bool_val',
}

/** The attributes of a Const node. A tensor of one repeated value needs that value only once. */
export function constantAttributes(type: DataType, shape: readonly number[], values: ArrayLike<number>): string {
  const all = Array.from(values)
  const first = all[0]
  const needed = first !== undefined && all.every((value) => Object.is(value, first)) ? [first] : all
  const field = valueFields[type] ?? 'float_val'
  const text = needed.map((value) => `${field}: ${type === dataTypes.bool ? value !== 0 : numberText(value)}`).join(' ')
  return `${typeAttribute('dtype', type)} ${attribute('value', `tensor { dtype: ${type} tensor_shape { ${dimensions(shape)} } ${text} }`)}`
}

/** An attribute as tfjs-node hands it to the library, in text. */
export function operationAttribute({ name, type, value }: OpAttribute): string {
  const one = (entry: unknown): string => {
    switch (type) {
      case 0:
        return `s: ${JSON.stringify(entry)}`
      case 1:
        return `i: ${String(entry)}`
      case 2:
        return `f: ${numberText(Number(entry))}`
      case 3:
        return `b: ${String(entry)}`
      case 4:
        return `type: ${String(entry)}`
      case 5:
        return `shape { ${dimensions(Array.isArray(entry) ? (entry as number[]) : [])} }`
      default:
        throw new Error(`Attribute ${name} is of a kind that cannot be recorded (${type}).`)
    }
  }
  return attribute(name, Array.isArray(value) && type !== 5 ? `list { ${value.map(one).join(' ')} }` : one(value))
}

/** A node: `node_def` in a function, `node` in the main graph. */
export function nodeText(kind: 'node' | 'node_def', name: string, op: string, inputs: readonly string[], attributes = ''): string {
  return `${kind} { name: "${name}" op: "${op}" ${inputs.map((input) => `input: "${input}"`).join(' ')} ${attributes} }\n`
}

/** A whole SavedModel with one graph under the tag `serve`. */
export function savedModelText(nodes: string, library: string): string {
  return `saved_model_schema_version: 1
meta_graphs {
meta_info_def { tags: "serve" }
graph_def {
${nodes}
library {
${library}}
versions { producer: 1500 min_consumer: 12 }
}
}
`
}
