import type { Point } from './thin'

/** The points of a curve from its two columns. */
export const xyPoints = ({ x, y }: { readonly x: readonly number[]; readonly y: readonly number[] }): readonly Point[] => x.map((at, index) => ({ x: at, y: y[index] ?? null }))

/** Counts over bins as bars: each count at the left edge of its bin, down to 0 at the end. */
export const barPoints = (edges: readonly number[], counts: readonly number[]): readonly Point[] => [
  ...counts.map((count, index) => ({ x: edges[index] ?? 0, y: count })),
  { x: edges[edges.length - 1] ?? 0, y: 0 },
]

/** Dots in ascending x, as charts want them. */
export const dotPoints = (x: readonly number[], y: readonly number[]): readonly Point[] => x.map((at, index) => ({ x: at, y: y[index] ?? null })).sort((a, b) => a.x - b.x)
