import { createRandom, mixSeeds, shuffle } from '../maths/random'
import { range } from '../maths/range'

/** The n-th point (from 0) of a random search: it depends on nothing but the seed and n. */
export function randomPoint(dimensions: number, index: number, seed: number): number[] {
  const random = createRandom(mixSeeds(seed, index, 0x51ed))
  return Array.from({ length: dimensions }, () => random.float())
}

/**
 * Latin hypercube: in every dimension, each of the `count` equal slices holds one point (McKay, Beckman & Conover 1979).
 * Row i is point i.
 */
export function latinHypercube(dimensions: number, count: number, seed: number): readonly (readonly number[])[] {
  const columns = Array.from({ length: dimensions }, (_, d) => {
    const random = createRandom(mixSeeds(seed, d, 0x1a71))
    const order = range(count)
    shuffle(order, random)
    return Array.from(order, (slice) => (slice + random.float()) / count)
  })
  return Array.from({ length: count }, (_, i) => columns.map((column) => column[i] ?? 0))
}
