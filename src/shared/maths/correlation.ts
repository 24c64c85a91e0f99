/**
 * Pearson's correlation of two columns over the rows where neither is NaN, in [-1, 1]; null below three such rows or where one of them does
 * not vary. Two passes: the means first, so that nothing cancels.
 */
export function correlation(a: Float64Array, b: Float64Array): number | null {
  let rows = 0
  let sumA = 0
  let sumB = 0
  for (let i = 0; i < a.length; i++) {
    const x = a[i] as number
    const y = b[i] as number
    if (Number.isNaN(x) || Number.isNaN(y)) continue
    rows++
    sumA += x
    sumB += y
  }
  if (rows < 3) return null
  const meanA = sumA / rows
  const meanB = sumB / rows
  let aa = 0
  let bb = 0
  let ab = 0
  for (let i = 0; i < a.length; i++) {
    const x = (a[i] as number) - meanA
    const y = (b[i] as number) - meanB
    if (Number.isNaN(x) || Number.isNaN(y)) continue
    aa += x * x
    bb += y * y
    ab += x * y
  }
  const scale = Math.sqrt(aa) * Math.sqrt(bb)
  return scale > 0 && Number.isFinite(scale) ? Math.max(-1, Math.min(1, ab / scale)) : null
}
