import { createRandom, mixSeeds } from '@shared/maths/random'

/** Kinds of randomness in a run: each has seeds of its own, so that more of one does not shift another. */
const purposes = { rowOrder: 1, initialWeights: 2, noise: 3 } as const

/** Rows shuffled between two pauses of rowOrderInParts: about 20 ms of work. */
const rowsInPart = 2 ** 20

/** The order in which epoch `epoch` (1-based) sees the `rows` training rows: row numbers, each once. */
export function rowOrder(seed: number, epoch: number, rows: number): Int32Array {
  const parts = rowOrderInParts(seed, epoch, rows)
  for (;;) {
    const { done, value } = parts.next()
    if (done === true) return value
  }
}

/** The same, pausing every million rows, so that a large table does not hold up the messages (Fisher & Yates; Durstenfeld 1964). */
export function* rowOrderInParts(seed: number, epoch: number, rows: number): Generator<void, Int32Array> {
  const order = new Int32Array(rows)
  for (let row = 0; row < rows; row++) order[row] = row
  const random = createRandom(mixSeeds(purposes.rowOrder, seed, epoch))
  for (let i = rows - 1; i > 0; i--) {
    const j = random.below(i + 1)
    const held = order[i] ?? 0
    order[i] = order[j] ?? 0
    order[j] = held
    if (i % rowsInPart === 0) yield
  }
  return order
}

/** The seed of the initial weights of weight tensor `index` of the model. */
export const weightSeed = (seed: number, index: number): number => mixSeeds(purposes.initialWeights, seed, index)

/**
 * The first key word of the noise of layer `index` (0-based among the layers that draw noise), below 2^30: the stateless generators
 * of XLA and of the CPU kernel agree on words that are not negative only.
 */
export const noiseKey = (seed: number, index: number): number => mixSeeds(purposes.noise, seed, index) >>> 2
