import { createRandom, mixSeeds, shuffle } from '@shared/maths/random'

/** Kinds of randomness in a run: each has seeds of its own, so that more of one does not shift another. */
const purposes = { rowOrder: 1, initialWeights: 2, noise: 3 } as const

/** The order in which epoch `epoch` (1-based) sees the `rows` training rows: row numbers, each once. */
export function rowOrder(seed: number, epoch: number, rows: number): Int32Array {
  const order = Int32Array.from({ length: rows }, (_, row) => row)
  shuffle(order, createRandom(mixSeeds(purposes.rowOrder, seed, epoch)))
  return order
}

/** The seed of the initial weights of weight tensor `index` of the model. */
export const weightSeed = (seed: number, index: number): number => mixSeeds(purposes.initialWeights, seed, index)

/**
 * The first key word of the noise of layer `index` (0-based among the layers that draw noise), below 2^30: the stateless generators
 * of XLA and of the CPU kernel agree on words that are not negative only.
 */
export const noiseKey = (seed: number, index: number): number => mixSeeds(purposes.noise, seed, index) >>> 2
