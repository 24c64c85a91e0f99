import type { Point } from './thin'
import { nearest } from './values-at'

export interface TableRow {
  readonly x: number
  readonly values: readonly (number | null)[]
}

/**
 * Curves as the rows of a table, one a place on the x axis: all of them, or every n-th and the last where there are more than `most`.
 * A curve without a point at a place has null there.
 */
export function tableRows(curves: readonly (readonly Point[])[], most: number): { readonly rows: readonly TableRow[]; readonly all: number } {
  const places = [...new Set(curves.flatMap((points) => points.map((point) => point.x)))].sort((a, b) => a - b)
  const stride = Math.max(1, Math.ceil(places.length / most))
  const chosen = places.filter((_, index) => index % stride === 0 || index === places.length - 1)
  const rows = chosen.map((x) => ({
    x,
    values: curves.map((points) => {
      const point = nearest(points, x)
      return point !== null && point.x === x ? point.y : null
    }),
  }))
  return { rows, all: places.length }
}
