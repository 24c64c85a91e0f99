import { errorFunctionComplement } from '@shared/statistics/normal-distribution'
import type { OnnxNode, ReadModel } from './read-graph'
import { broadcastPlaces, broadcastShape, numberTensor, sizeOf } from './tensor'
import type { NumberTensor, OnnxTensor } from './tensor'

/**
 * Computes a graph by plain loops: the operators that our exports are made of, as the ONNX specification defines them, on at most two axes.
 * Our own reader of what was written; independent of the writer except for the file.
 */
export function runGraph({ nodes, constants, outputs }: ReadModel, feeds: ReadonlyMap<string, OnnxTensor>): ReadonlyMap<string, OnnxTensor> {
  const values = new Map<string, OnnxTensor>([...constants, ...feeds])
  for (const node of nodes) {
    const inputs = node.inputs.map((name) => {
      const value = values.get(name)
      if (value === undefined) throw new Error(`${node.op} reads ${name}, which is not there.`)
      return value
    })
    const name = node.outputs[0] ?? ''
    if (values.has(name)) throw new Error(`${name} is computed twice.`)
    values.set(name, compute(node, inputs))
  }
  return new Map(outputs.map((name) => [name, values.get(name) as OnnxTensor]))
}

const seluScale = 1.0507009873554805
const seluAlpha = 1.6732632423543772

const unary: Readonly<Record<string, (x: number, node: OnnxNode) => number>> = {
  Abs: Math.abs,
  Sign: Math.sign,
  Log: Math.log,
  Sqrt: Math.sqrt,
  Neg: (x) => -x,
  Floor: Math.floor,
  Erf: (x) => 1 - errorFunctionComplement(x),
  Relu: (x) => Math.max(0, x),
  LeakyRelu: (x, node) => (x >= 0 ? x : x * (node.floats.get('alpha') ?? 0.01)),
  Elu: (x) => (x >= 0 ? x : Math.expm1(x)),
  Selu: (x) => seluScale * (x > 0 ? x : seluAlpha * Math.expm1(x)),
  Tanh: Math.tanh,
  Sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  Softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
}

const binary: Readonly<Record<string, (a: number, b: number) => number>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Div: (a, b) => a / b,
  Min: Math.min,
}

const comparisons: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  Less: (a, b) => a < b,
  LessOrEqual: (a, b) => a <= b,
  Equal: (a, b) => a === b,
}

function compute(node: OnnxNode, inputs: readonly OnnxTensor[]): OnnxTensor {
  const [first] = inputs
  if (first === undefined) throw new Error(`${node.op} has no input.`)
  if (node.op === 'Identity') return first
  if (node.op === 'LabelEncoder') return labelEncoder(node, first)
  if (node.op === 'Gather') return gather(node, first, numbers(inputs[1]))
  const all = inputs.map(numbers)
  const x = numbers(first)
  const one = unary[node.op]
  if (one !== undefined) return numberTensor(x.type, x.shape, x.data.map((v) => one(v, node)))
  const two = binary[node.op]
  if (two !== undefined) return elementwise(x.type, all, ([a = NaN, b = NaN]) => two(a, b))
  const compare = comparisons[node.op]
  if (compare !== undefined) return elementwise('bool', all, ([a = NaN, b = NaN]) => (compare(a, b) ? 1 : 0))
  switch (node.op) {
    case 'IsNaN':
      return numberTensor('bool', x.shape, Float64Array.from(x.data, (v) => (Number.isNaN(v) ? 1 : 0)))
    case 'Where':
      return elementwise(numbers(inputs[1]).type, all, ([condition, yes = NaN, no = NaN]) => (condition === 1 ? yes : no))
    case 'Cast':
      return cast(x, node.ints.get('to')?.[0])
    case 'MatMul':
      return matMul(x, numbers(inputs[1]))
    case 'Concat':
      return concat(all)
    case 'Reshape':
      return numberTensor(x.type, [sizeOf(x.shape)], x.data)
    case 'ReduceSum':
      return byRow(x, (row) => [row.reduce((a, b) => a + b, 0)])
    case 'ReduceMean':
      return byRow(x, (row) => [row.reduce((a, b) => a + b, 0) / row.length])
    case 'Softmax':
      return byRow(x, softmax)
    case 'ArgMax': {
      const places = byRow({ ...x, type: 'double', data: Float64Array.from(x.data) }, (row) => [row.reduce((best, v, i) => (v > (row[best] ?? -Infinity) ? i : best), 0)])
      return { type: 'int64', shape: [x.shape[0] ?? 0], data: Float64Array.from(places.data) }
    }
    default:
      throw new Error(`The operator ${node.op} is not known.`)
  }
}

function numbers(tensor: OnnxTensor | undefined): NumberTensor {
  if (tensor === undefined || tensor.type === 'string') throw new Error('Numbers were expected.')
  return tensor
}

function elementwise(type: NumberTensor['type'], inputs: readonly NumberTensor[], combine: (values: readonly number[]) => number): NumberTensor {
  const shape = broadcastShape(inputs.map((input) => input.shape))
  const places = inputs.map((input) => broadcastPlaces(input.shape, shape))
  const made = new Float64Array(sizeOf(shape))
  const values: number[] = inputs.map(() => NaN)
  for (let at = 0; at < made.length; at++) {
    for (let i = 0; i < inputs.length; i++) values[i] = inputs[i]?.data[places[i]?.(at) ?? 0] ?? NaN
    made[at] = combine(values)
  }
  return numberTensor(type, shape, made)
}

function cast(x: NumberTensor, to: number | undefined): NumberTensor {
  switch (to) {
    case 1:
      return numberTensor('float', x.shape, x.data)
    case 7:
      return numberTensor('int64', x.shape, Float64Array.from(x.data, Math.trunc))
    case 11:
      return numberTensor('double', x.shape, x.data)
    default:
      throw new Error(`Cast to the type ${String(to)} is not known.`)
  }
}

function matMul(a: NumberTensor, b: NumberTensor): NumberTensor {
  const [rows = 0, inner = 0] = a.shape
  const width = b.shape[1] ?? 0
  if (b.shape[0] !== inner) throw new Error('Matrices do not fit together.')
  const out = new Float64Array(rows * width)
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < inner; i++) {
      const value = a.data[row * inner + i] as number
      if (value === 0) continue
      for (let o = 0; o < width; o++) out[row * width + o] = (out[row * width + o] as number) + value * (b.data[i * width + o] as number)
    }
  }
  return numberTensor(a.type, [rows, width], out)
}

function concat(parts: readonly NumberTensor[]): NumberTensor {
  const rows = parts[0]?.shape[0] ?? 0
  const width = parts.reduce((sum, part) => sum + (part.shape[1] ?? 0), 0)
  const out = new Float64Array(rows * width)
  let from = 0
  for (const part of parts) {
    const wide = part.shape[1] ?? 0
    part.data.forEach((value, at) => (out[Math.floor(at / wide) * width + from + (at % wide)] = value))
    from += wide
  }
  return numberTensor(parts[0]?.type ?? 'double', [rows, width], out)
}

function byRow(x: NumberTensor, make: (row: number[]) => number[]): NumberTensor {
  const [rows = 0, width = 0] = x.shape
  const made = Array.from({ length: rows }, (_, row) => make(Array.from(x.data.subarray(row * width, (row + 1) * width))))
  return numberTensor(x.type, [rows, made[0]?.length ?? 0], made.flat())
}

function softmax(row: readonly number[]): number[] {
  const most = Math.max(...row)
  const powers = row.map((v) => Math.exp(v - most))
  const sum = powers.reduce((a, b) => a + b, 0)
  return powers.map((power) => power / sum)
}

function labelEncoder(node: OnnxNode, input: OnnxTensor): OnnxTensor {
  if (input.type !== 'string') throw new Error('LabelEncoder takes texts.')
  const keys = node.texts.get('keys_strings') ?? []
  const values = node.ints.get('values_int64s') ?? []
  if (new Set(keys).size !== keys.length) throw new Error('LabelEncoder has a key twice.')
  const places = new Map(keys.map((key, place) => [key, values[place] ?? -1]))
  const otherwise = node.ints.get('default_int64')?.[0] ?? -1
  return numberTensor('int64', input.shape, Float64Array.from(input.data, (text) => places.get(text) ?? otherwise))
}

/** Along the first axis of values or, with axis 1, of columns; a scalar place takes the axis away. */
function gather(node: OnnxNode, values: OnnxTensor, places: NumberTensor): OnnxTensor {
  if ((node.ints.get('axis')?.[0] ?? 0) === 1) {
    const table = numbers(values)
    const [rows = 0, width = 0] = table.shape
    const picked = Array.from({ length: rows }, (_, row) => Array.from(places.data, (place) => table.data[row * width + place] ?? NaN)).flat()
    return numberTensor(table.type, places.shape.length === 0 ? [rows] : [rows, places.data.length], picked)
  }
  if (values.type === 'string') return { type: 'string', shape: places.shape, data: Array.from(places.data, (place) => values.data[place] ?? '') }
  const wide = values.shape.length > 1 ? (values.shape[1] ?? 1) : 1
  const picked = Array.from(places.data, (place) => Array.from(values.data.subarray(place * wide, (place + 1) * wide))).flat()
  return numberTensor(values.type, values.shape.length > 1 ? [...places.shape, wide] : places.shape, picked)
}
