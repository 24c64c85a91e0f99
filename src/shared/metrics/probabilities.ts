import type { OutputActivation } from '../model/activation'

/** Keras keeps probabilities this far from 0 and 1. */
const epsilon = 1e-7

/** Probabilities, [rows, classes], as the loss takes them from an output: a softmax as it is, others clipped and divided by their sum. */
export function probabilities(scores: Float32Array, classes: number, output: OutputActivation): Float32Array {
  if (output === 'softmax') return scores
  const result = new Float32Array(scores.length)
  for (let start = 0; start < scores.length; start += classes) {
    let sum = 0
    for (let k = start; k < start + classes; k++) {
      const clipped = Math.min(Math.max(scores[k] as number, epsilon), 1 - epsilon)
      result[k] = clipped
      sum += clipped
    }
    for (let k = start; k < start + classes; k++) result[k] = (result[k] as number) / sum
  }
  return result
}
