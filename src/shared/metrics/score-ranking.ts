/**
 * How many positive and negative rows score at least each of the scores that occur: all that curves over a threshold are made of.
 * The arrays have one place a distinct score, from the highest down.
 */
export interface ScoreRanking {
  readonly thresholds: Float32Array
  readonly truePositives: Float64Array
  readonly falsePositives: Float64Array
  readonly positives: number
  readonly negatives: number
}

/** scores: one a row, of which NaN (a model's answer to an infinite cell) counts as the lowest; isPositive: 1 for rows of the class, else 0. O(n log n). */
export function rankScores(scores: Float32Array, isPositive: Uint8Array): ScoreRanking {
  let positives = 0
  for (const flag of isPositive) positives += flag
  const ofPositive = new Float32Array(positives)
  const ofNegative = new Float32Array(scores.length - positives)
  for (let row = 0, p = 0, n = 0; row < scores.length; row++) {
    // Not equal to itself, a NaN would never be passed below.
    const score = Number.isNaN(scores[row]) ? -Infinity : (scores[row] as number)
    if (isPositive[row] === 1) ofPositive[p++] = score
    else ofNegative[n++] = score
  }
  ofPositive.sort()
  ofNegative.sort()

  const thresholds = new Float32Array(scores.length)
  const truePositives = new Float64Array(scores.length)
  const falsePositives = new Float64Array(scores.length)
  let distinct = 0
  let p = ofPositive.length
  let n = ofNegative.length
  while (p > 0 || n > 0) {
    const threshold = Math.max(p > 0 ? (ofPositive[p - 1] as number) : -Infinity, n > 0 ? (ofNegative[n - 1] as number) : -Infinity)
    while (p > 0 && ofPositive[p - 1] === threshold) p--
    while (n > 0 && ofNegative[n - 1] === threshold) n--
    thresholds[distinct] = threshold
    truePositives[distinct] = positives - p
    falsePositives[distinct] = ofNegative.length - n
    distinct++
  }
  return {
    thresholds: thresholds.subarray(0, distinct),
    truePositives: truePositives.subarray(0, distinct),
    falsePositives: falsePositives.subarray(0, distinct),
    positives,
    negatives: ofNegative.length,
  }
}
