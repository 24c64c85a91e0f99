import type { Random } from '../maths/random'

/** Four words that a block generator goes on from. */
export type WordState = Int32Array

export const wordState = (random: Random): WordState => Int32Array.from([random.word(), random.word(), random.word(), random.word()])

/**
 * Fills `words` with integers in [-2^31, 2^31), each as likely: sfc32, as Random, a block at a time. Loops that take millions of words
 * spend more on the call and the boxed state of a Random than on its arithmetic.
 */
export function fillWords(words: Int32Array, state: WordState): void {
  let a = state[0] as number
  let b = state[1] as number
  let c = state[2] as number
  let counter = state[3] as number
  for (let i = 0; i < words.length; i++) {
    const result = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + result) | 0
    words[i] = result
  }
  state[0] = a
  state[1] = b
  state[2] = c
  state[3] = counter
}
