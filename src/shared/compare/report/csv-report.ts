import { csvCell } from '../../export/csv-cell'
import type { ReportInput } from './report-input'

/**
 * The comparison as one long table for spreadsheets and scripts: a line for each metric of each run, each test and each setting that
 * differs. RFC 4180, numbers in full with a point, empty where there is none.
 */
export function csvReport({ comparison }: ReportInput): string {
  const nameOf = (run: string) => comparison.runs.find(({ id }) => id === run)?.name ?? run
  const head = ['kind', 'on', 'run', 'name', 'baseline', 'what', 'value', 'low', 'high', 'difference', 'p', 'adjusted_p', 'verdict', 'detectable', 'method']
  const lines: (string | number | null)[][] = [head]
  const start = (kind: string, run: string) => [kind, comparison.on, run, nameOf(run), comparison.baseline]
  for (const { metric, cells, ensemble } of comparison.metrics) {
    for (const { run, value, interval, delta, method } of cells) {
      lines.push([...start('metric', run), metric, value, interval?.[0] ?? null, interval?.[1] ?? null, delta, null, null, null, null, method])
    }
    if (ensemble !== null) lines.push(['metric', comparison.on, '', 'mean of their scores', comparison.baseline, metric, ensemble, ...new Array<null>(8).fill(null)])
  }
  for (const { id, bytes } of comparison.runs) lines.push([...start('size', id), 'model bytes', bytes, ...new Array<null>(8).fill(null)])
  for (const pair of comparison.pairs) {
    for (const { metric, difference, interval, p, adjustedP, verdict, detectable, test } of pair.tests) {
      lines.push([...start('test', pair.b), metric, null, interval?.[0] ?? null, interval?.[1] ?? null, difference, p, adjustedP, verdict, detectable, test])
    }
  }
  for (const { path, texts } of comparison.differences) {
    comparison.runs.forEach(({ id }, i) => lines.push([...start('setting', id), path, texts[i] ?? null, ...new Array<null>(8).fill(null)]))
  }
  for (const { kind, message, runs } of comparison.reasons) {
    for (const run of runs) lines.push([...start('not comparable', run), kind, message, ...new Array<null>(8).fill(null)])
  }
  return lines.map((line) => `${line.map(csvCell).join(',')}\r\n`).join('')
}
