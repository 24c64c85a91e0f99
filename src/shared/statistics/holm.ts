/**
 * Holm's step-down correction: p values of one family, adjusted so that the chance of any false finding stays below the level
 * that each is held against. The same order as given; each at least its p, at most 1. (Holm 1979.)
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, i) => i).sort((i, j) => (pValues[i] ?? NaN) - (pValues[j] ?? NaN))
  const adjusted = new Array<number>(pValues.length)
  let floor = 0
  order.forEach((index, rank) => {
    floor = Math.max(floor, Math.min(1, (pValues.length - rank) * (pValues[index] ?? NaN)))
    adjusted[index] = floor
  })
  return adjusted
}
