import type { Calibration } from '@shared/compare/comparison'
import type { ClassOutcomes } from './outcomes'

const bins = 15

/** Confidence against accuracy in equal bins of confidence, and their mean distance (Naeini, Cooper & Hauskrecht 2015; Guo et al. 2017). */
export function calibrationOf(run: string, { labels, predicted, confidence }: ClassOutcomes): Calibration {
  const sums = Array.from({ length: bins }, () => ({ rows: 0, confidence: 0, right: 0 }))
  confidence.forEach((value, row) => {
    const bin = sums[Math.min(bins - 1, Math.floor(value * bins))]
    if (bin === undefined) return
    bin.rows++
    bin.confidence += value
    if (labels[row] === predicted[row]) bin.right++
  })
  const rows = confidence.length
  return {
    run,
    error: sums.reduce((sum, bin) => sum + Math.abs(bin.confidence - bin.right), 0) / rows,
    bins: sums.flatMap((bin, i) =>
      bin.rows === 0
        ? []
        : [{ from: i / bins, to: (i + 1) / bins, rows: bin.rows, confidence: bin.confidence / bin.rows, accuracy: bin.right / bin.rows }],
    ),
  }
}
