import type { Configuration } from '@shared/study/ranking'
import { gridValues, placeOf, sameValue, valueAt } from '@shared/study/space'
import type { Parameter } from '@shared/study/space'

export interface HeatCell {
  /** Mean of the combinations in the cell; null without one. */
  readonly mean: number | null
  readonly count: number
}

/** Stretches of a range that has no steps. */
const stretches = 6
const mostValues = 16

export interface HeatAxis {
  /** What stands at the row or column: a value, or the ends of a stretch. */
  readonly labels: readonly (readonly [unknown] | readonly [unknown, unknown])[]
  /** Which of them a value belongs to; null: none. */
  readonly cellOf: (value: unknown) => number | null
}

/** The values of a setting as rows or columns; a range without steps, or with very many, in stretches of equal width on its scale. */
export function heatAxis(one: Parameter): HeatAxis {
  const values = gridValues(one)
  if (values.length > 0 && values.length <= mostValues) {
    return {
      labels: values.map((value) => [value] as const),
      cellOf: (value) => {
        const at = values.findIndex((other) => sameValue(other, value))
        // A trial by hand may lie between the steps.
        return at >= 0 ? at : one.kind === 'choice' ? null : Math.min(values.length - 1, Math.floor(placeOf(one, nearest(values, value)) * values.length))
      },
    }
  }
  return {
    labels: Array.from({ length: stretches }, (_, at) => [valueAt(one, at / stretches), valueAt(one, (at + 1) / stretches)] as const),
    cellOf: (value) => (typeof value === 'number' ? Math.min(stretches - 1, Math.floor(placeOf(one, value) * stretches)) : null),
  }
}

const nearest = (values: readonly unknown[], value: unknown): unknown =>
  values.reduce((best, other) => (Math.abs(Number(other) - Number(value)) < Math.abs(Number(best) - Number(value)) ? other : best))

/** Means over all combinations by two settings: rows first. A combination that lacks one of them is in no cell. */
export function heatCells(ranking: readonly Configuration[], rows: { readonly path: string; readonly axis: HeatAxis }, columns: { readonly path: string; readonly axis: HeatAxis }): readonly (readonly HeatCell[])[] {
  const sums = rows.axis.labels.map(() => columns.axis.labels.map(() => ({ sum: 0, count: 0 })))
  for (const { values, objective } of ranking) {
    if (!(rows.path in values) || !(columns.path in values)) continue
    const [row, column] = [rows.axis.cellOf(values[rows.path]), columns.axis.cellOf(values[columns.path])]
    const cell = row === null || column === null ? undefined : sums[row]?.[column]
    if (cell === undefined) continue
    cell.sum += objective
    cell.count++
  }
  return sums.map((row) => row.map(({ sum, count }) => ({ mean: count === 0 ? null : sum / count, count })))
}
