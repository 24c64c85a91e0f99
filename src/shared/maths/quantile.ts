/**
 * The q-quantile of values in any order, which it rearranges: linear interpolation between order statistics (Hyndman & Fan 1996, type 7:
 * NumPy's default). No value may be NaN and there must be at least one. Expected time grows with the number of values, not with its logarithm.
 */
export function quantileInPlace(values: Float64Array, q: number): number {
  const place = (values.length - 1) * q
  const below = Math.floor(place)
  const low = selectInPlace(values, below)
  if (place === below) return low
  let high = values[below + 1] as number
  for (let i = below + 2; i < values.length; i++) if ((values[i] as number) < high) high = values[i] as number
  return low + (high - low) * (place - below)
}

/** The q-quantile of ascending values. As quantileInPlace. */
export function quantileOfSorted(sorted: Float64Array, q: number): number {
  const place = (sorted.length - 1) * q
  const below = Math.floor(place)
  const low = sorted[below] as number
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number
  return low + (high - low) * (place - below)
}

/** The k-th smallest value (from 0); smaller ones end up before it, larger ones after it. (Hoare 1961, median of three.) */
function selectInPlace(values: Float64Array, k: number): number {
  let left = 0
  let right = values.length - 1
  while (left < right) {
    const pivot = medianOfThree(values[left] as number, values[(left + right) >> 1] as number, values[right] as number)
    let i = left - 1
    let j = right + 1
    for (;;) {
      do i++
      while ((values[i] as number) < pivot)
      do j--
      while ((values[j] as number) > pivot)
      if (i >= j) break
      const held = values[i] as number
      values[i] = values[j] as number
      values[j] = held
    }
    if (k <= j) right = j
    else left = j + 1
  }
  return values[k] as number
}

function medianOfThree(a: number, b: number, c: number): number {
  return a < b ? (b < c ? b : a < c ? c : a) : a < c ? a : b < c ? c : b
}
