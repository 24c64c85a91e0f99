/** How much one variable tells about another. */
export interface Information {
  /** Mutual information in bits, less what chance alone would give; never negative. */
  readonly bits: number
  /** The same as a share of what is to be known of `b`, its entropy: 0 for nothing, 1 for all. (Theil's uncertainty coefficient.) */
  readonly share: number
}

/**
 * Mutual information of two variables given as codes 0 … n-1 and 0 … m-1, -1 for rows that do not count. The plain estimate from counts is too
 * large by about (n - 1)(m - 1) / 2N nats when nothing is there to find (Miller 1955); that is taken off, with n and m the codes that occur.
 */
export function mutualInformation(a: Int32Array, b: Int32Array, codesA: number, codesB: number): Information {
  const pairs = new Float64Array(codesA * codesB)
  const ofA = new Float64Array(codesA)
  const ofB = new Float64Array(codesB)
  let rows = 0
  for (let i = 0; i < a.length; i++) {
    const x = a[i] as number
    const y = b[i] as number
    if (x < 0 || y < 0) continue
    rows++
    pairs[x * codesB + y] = (pairs[x * codesB + y] as number) + 1
    ofA[x] = (ofA[x] as number) + 1
    ofB[y] = (ofB[y] as number) + 1
  }
  if (rows === 0) return { bits: 0, share: 0 }
  let nats = 0
  for (let x = 0; x < codesA; x++) {
    for (let y = 0; y < codesB; y++) {
      const n = pairs[x * codesB + y] as number
      if (n > 0) nats += (n / rows) * Math.log((n * rows) / ((ofA[x] as number) * (ofB[y] as number)))
    }
  }
  const used = (counts: Float64Array) => counts.reduce((sum, n) => sum + (n > 0 ? 1 : 0), 0)
  const entropy = ofB.reduce((sum, n) => (n > 0 ? sum - (n / rows) * Math.log(n / rows) : sum), 0)
  const corrected = Math.max(0, nats - ((used(ofA) - 1) * (used(ofB) - 1)) / (2 * rows))
  return { bits: corrected / Math.LN2, share: entropy > 0 ? Math.min(1, corrected / entropy) : 0 }
}
