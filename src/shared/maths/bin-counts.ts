/** Edges of `count` bins of equal width over [from, to]: count + 1 numbers. */
export const binEdges = (from: number, to: number, count: number): number[] => Array.from({ length: count + 1 }, (_, i) => from + ((to - from) * i) / count)

/** How many values lie in each of `count` bins of equal width over [from, to]; what lies outside counts in the first or the last. */
export function binCounts(values: ArrayLike<number>, from: number, to: number, count: number): number[] {
  const counts = new Array<number>(count).fill(0)
  const width = (to - from) / count
  for (let i = 0; i < values.length; i++) {
    const bin = width > 0 ? Math.floor(((values[i] as number) - from) / width) : 0
    const place = Math.min(count - 1, Math.max(0, bin))
    counts[place] = (counts[place] as number) + 1
  }
  return counts
}
