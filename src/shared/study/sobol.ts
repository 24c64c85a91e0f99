import { createRandom, mixSeeds } from '../maths/random'
import { sobolDirections } from './sobol-directions'

const bits = 32

/** The settings that one sequence can spread; a space with more is refused. */
export const mostSobolDimensions = sobolDirections.length + 1

const columns = new Map<number, Uint32Array>()

/** Direction numbers of a dimension (from 0) as 32-bit fractions (Joe & Kuo 2008; the first is van der Corput's). */
function directionsOf(dimension: number): Uint32Array {
  const held = columns.get(dimension)
  if (held !== undefined) return held
  const made = new Uint32Array(bits)
  const known = dimension === 0 ? null : sobolDirections[dimension - 1]
  if (known === undefined) throw new RangeError(`Sobol points have at most ${mostSobolDimensions} dimensions.`)
  if (known === null) {
    for (let j = 0; j < bits; j++) made[j] = 2 ** (bits - 1 - j)
  } else {
    const [polynomial, first] = known
    const degree = first.length
    first.forEach((m, j) => (made[j] = m * 2 ** (bits - 1 - j)))
    for (let j = degree; j < bits; j++) {
      const back = made[j - degree] ?? 0
      let value = back ^ (back >>> degree)
      for (let k = 1; k < degree; k++) if ((polynomial >>> (degree - k)) & 1) value ^= made[j - k] ?? 0
      made[j] = value >>> 0
    }
  }
  columns.set(dimension, made)
  return made
}

/**
 * Point `index` (from 0) of the Sobol sequence in Gray-code order (Antonov & Saleev 1979), in [0, 1). With a seed, every dimension is
 * shifted by random binary digits, which keeps how evenly the points lie; null: as published.
 */
export function sobolPoint(dimensions: number, index: number, seed: number | null): number[] {
  const gray = (index ^ (index >>> 1)) >>> 0
  return Array.from({ length: dimensions }, (_, d) => {
    const directions = directionsOf(d)
    let x = seed === null ? 0 : createRandom(mixSeeds(seed, d, 0x50b0)).word()
    for (let bit = 0; gray >>> bit !== 0 && bit < bits; bit++) if ((gray >>> bit) & 1) x ^= directions[bit] ?? 0
    return (x >>> 0) / 2 ** bits
  })
}
