/** Pseudo-random numbers that depend on a seed and a path of names and numbers only: the same on every machine. */
export interface RandomStream {
  /** Uniform over the integers 0 to 2^32 - 1. */
  uint32(): number
  /** Uniform in [0, 1), in steps of 2^-32. */
  uniform(): number
  /** Uniform over the integers 0 to n - 1, without bias; 1 <= n <= 2^32. */
  below(n: number): number
  /** Standard normal (Box & Muller 1958). */
  normal(): number
}

/**
 * The stream that belongs to `seed` and `path`, for example ('rows', epoch). Different paths give unrelated streams.
 * Generator: sfc32 (Doty-Humphrey, PractRand), which passes its tests with a period of at least 2^32.
 */
export function randomStream(seed: number, ...path: readonly (string | number)[]): RandomStream {
  let a = hashWords(seed, path, 0x9e3779b9)
  let b = hashWords(seed, path, 0x243f6a88)
  let c = hashWords(seed, path, 0xb7e15162)
  let counter = 1

  const uint32 = (): number => {
    const t = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + t) | 0
    return t >>> 0
  }
  // The state is a hash, not random: the first outputs of neighbouring seeds are still alike.
  for (let i = 0; i < 12; i++) uint32()

  const uniform = () => uint32() / 2 ** 32
  let spare: number | null = null
  return {
    uint32,
    uniform,
    below(n) {
      const limit = 2 ** 32 - (2 ** 32 % n)
      let drawn = uint32()
      while (drawn >= limit) drawn = uint32()
      return drawn % n
    },
    normal() {
      if (spare !== null) {
        const kept = spare
        spare = null
        return kept
      }
      const radius = Math.sqrt(-2 * Math.log((uint32() + 1) / 2 ** 32))
      const angle = 2 * Math.PI * uniform()
      spare = radius * Math.sin(angle)
      return radius * Math.cos(angle)
    },
  }
}

/** The numbers 0 to n - 1 in random order (Fisher & Yates). */
export function shuffledIndices(n: number, stream: RandomStream): Int32Array {
  const order = new Int32Array(n)
  for (let i = 0; i < n; i++) {
    const j = stream.below(i + 1)
    order[i] = order[j] ?? 0
    order[j] = i
  }
  return order
}

/** A 30-bit number that belongs to `seed` and `path`: a seed for generators that refuse negative words. */
export function derivedSeed(seed: number, ...path: readonly (string | number)[]): number {
  return hashWords(seed, path, 0x85ebca6b) >>> 2
}

/** 32 bits out of a seed and a path, after the finaliser of MurmurHash3. */
function hashWords(seed: number, path: readonly (string | number)[], salt: number): number {
  let hash = mix(salt ^ (seed >>> 0))
  hash = mix(hash ^ Math.floor(seed / 2 ** 32))
  for (const part of path) {
    if (typeof part === 'number') {
      hash = mix(hash ^ mix(part | 0) ^ mix(Math.floor(part / 2 ** 32)))
    } else {
      for (let i = 0; i < part.length; i++) hash = mix(hash ^ part.charCodeAt(i))
    }
    // Keeps ('ab', 'c') apart from ('a', 'bc').
    hash = mix(hash + 0x27d4eb2f)
  }
  return hash
}

function mix(word: number): number {
  let h = word | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}
