import type { Comparison } from '../comparison'
import { differenceText, metricText } from '../number-words'
import type { RunCurves } from '../run-curves'

/** What a report is made of. Without curves the report has none. */
export interface ReportInput {
  readonly comparison: Comparison
  /** When it was made, ISO 8601. */
  readonly madeAt: string
  readonly curves?: readonly RunCurves[]
}

/** Which rows every number is of: said in each report. */
export function partWords({ comparison: { on } }: ReportInput): string {
  return on === 'test' ? 'test rows' : 'validation rows (models were chosen on them, so the values are somewhat too good)'
}

/** F1 of each class over the runs of each setting that was repeated, mean ± standard deviation, a line a class; empty for regression. */
export function classSpreadRows({ repeats }: Comparison): readonly (readonly string[])[] {
  const groups = repeats.filter(({ runs, perClass }) => runs.length > 1 && perClass.length > 0)
  return (groups[0]?.perClass ?? []).map(({ name }, k) => [
    name,
    ...groups.map(({ perClass }) => {
      const { mean, standardDeviation } = perClass[k] ?? { mean: null, standardDeviation: null }
      return standardDeviation === null ? metricText('macroF1', mean) : `${metricText('macroF1', mean)} ± ${differenceText('macroF1', standardDeviation, false)}`
    }),
  ])
}

/** How tests and intervals were made, in one sentence. */
export function methodWords({ comparison: { resampling, pairs } }: ReportInput): string {
  const by = resampling.unit === 'key' ? `keys${resampling.key === undefined ? '' : ` (${resampling.key})`}, because several rows share one` : 'rows'
  const holm = pairs.length > 1 ? ` p values are corrected for ${pairs.length} pairs (Holm).` : ''
  return (
    `Intervals are 95 %: Wilson for shares of rows${resampling.unit === 'key' ? '' : ", Tango's score interval for their differences"}, t for log loss, else a bootstrap of ${resampling.resamples.toLocaleString('en-US')} resamples of ${by} ` +
    `(BCa, seed ${resampling.seed}; 2,000 for single runs). Accuracies are tested with McNemar's exact test${resampling.unit === 'key' ? ' only where rows stand alone' : ''}, all else with the paired bootstrap.${holm}`
  )
}
