/** A seeded stream of random numbers. The same seed gives the same stream on every machine. */
export interface Random {
  /** The next word, an integer in [0, 2^32). */
  readonly word: () => number
  /** A number in [0, 1) with 53 random bits. */
  readonly float: () => number
  /** An integer in [0, bound), without bias. `bound` from 1 to 2^32. */
  readonly below: (bound: number) => number
}

/**
 * Mixes numbers into one seed: neighbours in any of them give unrelated results. Each is taken modulo 2^32.
 * (Finaliser of MurmurHash3, Appleby 2011, chained.)
 */
export function mixSeeds(...parts: readonly number[]): number {
  let h = 0x9e3779b9
  for (const part of parts) {
    h = Math.imul(h ^ (part >>> 0), 0x85ebca6b) + 0x6d2b79f5
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
    h ^= h >>> 16
  }
  return h >>> 0
}

/** sfc32 (Doty-Humphrey, PractRand), its state filled from the seed. The seed is taken modulo 2^32. */
export function createRandom(seed: number): Random {
  let a = mixSeeds(seed, 1) | 0
  let b = mixSeeds(seed, 2) | 0
  let c = mixSeeds(seed, 3) | 0
  let counter = 1
  const word = () => {
    const result = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + result) | 0
    return result >>> 0
  }
  for (let i = 0; i < 12; i++) word()
  return {
    word,
    float: () => ((word() >>> 5) * 67108864 + (word() >>> 6)) / 9007199254740992,
    below: (bound) => {
      // Words of the last, incomplete round would favour small results.
      const limit = 4294967296 - (4294967296 % bound)
      let drawn = word()
      while (drawn >= limit) drawn = word()
      return drawn % bound
    },
  }
}

/** Puts the entries in random order, in place (Fisher and Yates 1938; Durstenfeld 1964). Every order is equally likely. */
export function shuffle(values: number[] | Int32Array | Uint32Array, random: Random): void {
  for (let i = values.length - 1; i > 0; i--) {
    const j = random.below(i + 1)
    const held = values[i] as number
    values[i] = values[j] as number
    values[j] = held
  }
}
