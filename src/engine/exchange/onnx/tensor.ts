/** A value while a graph is computed. Whole numbers and booleans lie in doubles, which have them exactly. */
export type OnnxTensor =
  | { readonly type: 'float'; readonly shape: readonly number[]; readonly data: Float32Array }
  | { readonly type: 'double' | 'int64' | 'bool'; readonly shape: readonly number[]; readonly data: Float64Array }
  | { readonly type: 'string'; readonly shape: readonly number[]; readonly data: readonly string[] }

export type NumberTensor = Exclude<OnnxTensor, { type: 'string' }>

export const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1)

export function numberTensor(type: NumberTensor['type'], shape: readonly number[], values: ArrayLike<number> | number): NumberTensor {
  const size = sizeOf(shape)
  if (type === 'float') return { type, shape, data: typeof values === 'number' ? new Float32Array(size).fill(values) : Float32Array.from(values) }
  return { type, shape, data: typeof values === 'number' ? new Float64Array(size).fill(values) : Float64Array.from(values) }
}

/** The shape that NumPy's rule of broadcasting gives. */
export function broadcastShape(shapes: readonly (readonly number[])[]): number[] {
  const rank = Math.max(...shapes.map((shape) => shape.length))
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = shapes.map((shape) => shape[axis - rank + shape.length] ?? 1).filter((size) => size !== 1)
    const size = sizes[0] ?? 1
    if (sizes.some((other) => other !== size)) throw new Error(`Shapes ${shapes.map((s) => `[${s.join(', ')}]`).join(' and ')} do not fit together.`)
    return size
  })
}

/** For each element of a broadcast result, where it lies in a tensor of `shape`. At most two axes, as everything in these graphs has. */
export function broadcastPlaces(shape: readonly number[], to: readonly number[]): (at: number) => number {
  const [rows, columns] = [shape.length > 1 ? (shape[0] ?? 1) : 1, shape[shape.length - 1] ?? 1]
  const width = to.length === 0 ? 1 : (to[to.length - 1] ?? 1)
  if (sizeOf(shape) === 1) return () => 0
  if (sizeOf(shape) === sizeOf(to)) return (at) => at
  if (shape.length > 2 || to.length > 2) throw new Error('More than two axes cannot be broadcast.')
  return (at) => (rows === 1 ? 0 : Math.floor(at / width)) * columns + (columns === 1 ? 0 : at % width)
}
