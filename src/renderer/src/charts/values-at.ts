import type { Series } from './line-chart'
import type { Point } from './thin'

/** The point nearest to x, where a curve stands straight up the end of the step; `points` in ascending x. */
export function nearest(points: readonly Point[], x: number): Point | null {
  let low = 0
  let high = points.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((points[middle] as Point).x < x) low = middle + 1
    else high = middle
  }
  const right = points[low]
  const left = points[low - 1]
  if (right === undefined) return null
  if (left !== undefined && Math.abs(left.x - x) <= Math.abs(right.x - x)) return left
  while (points[low + 1]?.x === right.x) low++
  return points[low] ?? right
}

/** What stands in a legend: each curve that is not faint, with its value nearest to x, and the x that this is. */
export function valuesAt(series: readonly Series[], x: number | null) {
  const shown = series.filter((one) => one.faint !== true)
  const points = shown.map((one) => (x === null || one.kind === 'dots' ? null : nearest(one.points, x)))
  return {
    x: points.find((point) => point !== null)?.x ?? null,
    items: shown.map((one, index) => ({ id: one.id, label: one.label, colour: one.colour, dash: one.dash, dots: one.kind === 'dots', value: points[index]?.y ?? null })),
  }
}
