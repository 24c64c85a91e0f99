/**
 * Area under the receiver operating characteristic: the chance that a positive row scores above a negative one, ties counting half.
 * scores: one a row; positive: whether the row is of the positive class. null when one of the two is absent.
 * (Mann & Whitney 1947; Hanley & McNeil 1982.)
 */
export function areaUnderCurve(scores: Float32Array, positive: Uint8Array): number | null {
  const rows = scores.length
  let positives = 0
  for (const flag of positive) positives += flag
  const negatives = rows - positives
  if (positives === 0 || negatives === 0) return null

  const sorted = Float32Array.from(scores).sort()
  const positiveScores = new Float32Array(positives)
  for (let row = 0, next = 0; row < rows; row++) if (positive[row] === 1) positiveScores[next++] = scores[row] ?? 0
  positiveScores.sort()

  // Sum of the positives' mid-ranks among all scores, walking both sorted lists at once.
  let rankSum = 0
  let below = 0
  let through = 0
  for (let i = 0; i < positives; i++) {
    const score = positiveScores[i] ?? 0
    while (below < rows && (sorted[below] ?? 0) < score) below++
    if (through < below) through = below
    while (through < rows && sorted[through] === score) through++
    rankSum += (below + through + 1) / 2
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives)
}
