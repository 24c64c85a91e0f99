/** Rows whose probability lies in [from, to): what was said on average, and how often it came true. */
export interface ReliabilityBin {
  readonly from: number
  readonly to: number
  readonly rows: number
  readonly said: number
  readonly happened: number
}

export interface Reliability {
  /** Expected calibration error: mean distance of said and happened, weighted by rows. */
  readonly error: number
  /** Bins that have rows. */
  readonly bins: readonly ReliabilityBin[]
}

/**
 * Probabilities in [0, 1] against how often they came true (`hit` 1), in bins of equal width.
 * (Naeini, Cooper & Hauskrecht 2015; Guo et al. 2017.) The points are scikit-learn's calibration_curve with strategy='uniform'.
 */
export function reliabilityOf(probability: Float32Array, hit: Uint8Array, count = 15): Reliability {
  const sums = Array.from({ length: count }, () => ({ rows: 0, said: 0, happened: 0 }))
  for (let row = 0; row < probability.length; row++) {
    const bin = sums[Math.min(count - 1, Math.floor((probability[row] as number) * count))]
    if (bin === undefined) continue
    bin.rows++
    bin.said += probability[row] as number
    bin.happened += hit[row] as number
  }
  return {
    error: sums.reduce((sum, bin) => sum + Math.abs(bin.said - bin.happened), 0) / Math.max(1, probability.length),
    bins: sums.flatMap((bin, i) =>
      bin.rows === 0 ? [] : [{ from: i / count, to: (i + 1) / count, rows: bin.rows, said: bin.said / bin.rows, happened: bin.happened / bin.rows }],
    ),
  }
}
