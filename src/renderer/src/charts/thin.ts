/** A point of a curve; y null where there is no number (it diverged): the curve has a gap there. */
export interface Point {
  readonly x: number
  readonly y: number | null
}

/**
 * At most about `most` points that look like all of them: largest triangle three buckets (Steinarsson 2013). The first and the last point
 * stay; points without a number stay too, so that gaps stay gaps. `points` in ascending x. Fewer points than `most` come back as they are.
 */
export function thin(points: readonly Point[], most: number): readonly Point[] {
  if (points.length <= most || most < 3) return points
  const kept: Point[] = []
  const first = points[0] as Point
  const last = points[points.length - 1] as Point
  kept.push(first)
  const bucket = (points.length - 2) / (most - 2)
  let before = first
  for (let i = 0; i < most - 2; i++) {
    const start = Math.floor(i * bucket) + 1
    const end = Math.min(Math.floor((i + 1) * bucket) + 1, points.length - 1)
    const next = meanOf(points, end, Math.min(Math.floor((i + 2) * bucket) + 1, points.length)) ?? last
    let best: Point | null = null
    let bestArea = -1
    for (let at = start; at < end; at++) {
      const point = points[at] as Point
      if (point.y === null) {
        kept.push(point)
        continue
      }
      const area = Math.abs((before.x - (next.x)) * (point.y - (before.y ?? 0)) - (before.x - point.x) * ((next.y ?? 0) - (before.y ?? 0)))
      if (area > bestArea) {
        bestArea = area
        best = point
      }
    }
    if (best !== null) {
      kept.push(best)
      before = best
    }
  }
  kept.push(last)
  return kept.sort((a, b) => a.x - b.x)
}

function meanOf(points: readonly Point[], start: number, end: number): Point | null {
  let x = 0
  let y = 0
  let count = 0
  for (let at = start; at < end; at++) {
    const point = points[at] as Point
    if (point.y === null) continue
    x += point.x
    y += point.y
    count += 1
  }
  return count === 0 ? null : { x: x / count, y: y / count }
}

/** The points whose x lies in [from, to], with one more on each side so that lines run to the border. */
export function within(points: readonly Point[], from: number, to: number): readonly Point[] {
  let start = points.findIndex((point) => point.x >= from)
  if (start < 0) start = points.length
  let end = points.length
  while (end > start && (points[end - 1] as Point).x > to) end -= 1
  return points.slice(Math.max(0, start - 1), end + 1)
}
