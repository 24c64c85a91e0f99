import { assertNever } from '@shared/assert-never'
import { createRandom } from '@shared/maths/random'
import type { Random } from '@shared/maths/random'
import type { PlainLayer } from '@shared/model/layer'

export type Initializer = NonNullable<Extract<PlainLayer, { kind: 'dense' }>['initializer']>

/** The standard deviation of a normal distribution cut at two standard deviations, in units of the uncut one's. */
const truncatedDeviation = 0.87962566103423978

/**
 * First values of a [fanIn, fanOut] kernel, row by row: the distributions of Keras's initialisers of the same names (Glorot & Bengio 2010;
 * He et al. 2015; LeCun et al. 1998; Saxe et al. 2014). Normals are cut at two standard deviations, as Keras does.
 */
export function initialKernel(initializer: Initializer, fanIn: number, fanOut: number, seed: number): Float32Array {
  const random = createRandom(seed)
  const size = fanIn * fanOut
  switch (initializer) {
    case 'glorot-uniform':
      return uniform(random, size, Math.sqrt(6 / (fanIn + fanOut)))
    case 'he-uniform':
      return uniform(random, size, Math.sqrt(6 / fanIn))
    case 'glorot-normal':
      return truncatedNormal(random, size, Math.sqrt(2 / (fanIn + fanOut)))
    case 'he-normal':
      return truncatedNormal(random, size, Math.sqrt(2 / fanIn))
    case 'lecun-normal':
      return truncatedNormal(random, size, Math.sqrt(1 / fanIn))
    case 'orthogonal':
      return orthogonal(random, fanIn, fanOut)
    default:
      return assertNever(initializer)
  }
}

function uniform(random: Random, size: number, limit: number): Float32Array {
  const values = new Float32Array(size)
  for (let i = 0; i < size; i++) values[i] = (2 * random.float() - 1) * limit
  return values
}

function truncatedNormal(random: Random, size: number, deviation: number): Float32Array {
  const values = new Float32Array(size)
  const scale = deviation / truncatedDeviation
  for (let i = 0; i < size; i++) {
    let drawn = normal(random)
    while (Math.abs(drawn) > 2) drawn = normal(random)
    values[i] = drawn * scale
  }
  return values
}

/** Standard normal (Box & Muller 1958). 1 - float() keeps the logarithm away from 0. */
const normal = (random: Random): number => Math.sqrt(-2 * Math.log(1 - random.float())) * Math.cos(2 * Math.PI * random.float())

/** Rows or columns, whichever are fewer, orthonormal: normals put through modified Gram-Schmidt. */
function orthogonal(random: Random, fanIn: number, fanOut: number): Float32Array {
  const vectors = Math.min(fanIn, fanOut)
  const length = Math.max(fanIn, fanOut)
  const basis: Float64Array[] = []
  while (basis.length < vectors) {
    const vector = Float64Array.from({ length }, () => normal(random))
    for (const other of basis) {
      const share = dot(vector, other)
      for (let i = 0; i < length; i++) vector[i] = (vector[i] ?? 0) - share * (other[i] ?? 0)
    }
    const norm = Math.sqrt(dot(vector, vector))
    if (norm > 1e-6) basis.push(vector.map((value) => value / norm))
  }
  const kernel = new Float32Array(fanIn * fanOut)
  for (let row = 0; row < fanIn; row++) {
    for (let column = 0; column < fanOut; column++) {
      kernel[row * fanOut + column] = (fanIn <= fanOut ? basis[row]?.[column] : basis[column]?.[row]) ?? 0
    }
  }
  return kernel
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0)
  return sum
}
