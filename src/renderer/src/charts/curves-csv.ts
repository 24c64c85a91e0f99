import type { Series } from './line-chart'
import { tableRows } from './table-rows'

const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text)

/** All points of the curves that are not faint, as a CSV table with a row for each x. */
export function curvesCsv(xLabel: string, series: readonly Series[]): string {
  const shown = series.filter((one) => one.faint !== true)
  const { rows } = tableRows(
    shown.map((one) => one.points),
    Number.MAX_SAFE_INTEGER,
  )
  const head = [xLabel, ...shown.map((one) => one.label)].map(quoted).join(',')
  return [head, ...rows.map(({ x, values }) => [x, ...values.map((value) => value ?? '')].join(','))].join('\n').concat('\n')
}
