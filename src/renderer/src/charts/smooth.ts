import type { Point } from './thin'

/**
 * Exponential moving average, debiased so that the first values are not pulled towards zero (Kingma & Ba 2015, section 3).
 * `weight` in [0, 1): 0 changes nothing. A point without a number stays one and does not enter the average.
 */
export function smooth(points: readonly Point[], weight: number): readonly Point[] {
  if (weight <= 0) return points
  let mean = 0
  let seen = 0
  return points.map((point) => {
    if (point.y === null) return point
    seen += 1
    mean = weight * mean + (1 - weight) * point.y
    return { x: point.x, y: mean / (1 - weight ** seen) }
  })
}
