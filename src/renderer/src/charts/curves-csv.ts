import type { Series } from './line-chart'
import { tableRows } from './table-rows'

const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text)

/** Whether a curve may have a place on the x axis more than once: dots, or a curve that rises straight up. */
const repeats = ({ kind, points }: Series): boolean => kind === 'dots' || points.some((point, at) => point.x === points[at - 1]?.x)

/**
 * All points of the curves that are not faint, as a CSV table: a row for each x with a column a curve, or, where a curve has several
 * points at the same x, a row for each point. Numbers are written with a decimal point, whatever the window shows.
 */
export function curvesCsv(xLabel: string, series: readonly Series[], yLabel = 'y'): string {
  const shown = series.filter((one) => one.faint !== true)
  if (shown.some(repeats)) {
    const lines = shown.flatMap((one) => one.points.map(({ x, y }) => `${quoted(one.label)},${x},${y ?? ''}`))
    return [['Curve', quoted(xLabel), quoted(yLabel)].join(','), ...lines].join('\n').concat('\n')
  }
  const { rows } = tableRows(
    shown.map((one) => one.points),
    Number.MAX_SAFE_INTEGER,
  )
  const head = [xLabel, ...shown.map((one) => one.label)].map(quoted).join(',')
  return [head, ...rows.map(({ x, values }) => [x, ...values.map((value) => value ?? '')].join(','))].join('\n').concat('\n')
}
