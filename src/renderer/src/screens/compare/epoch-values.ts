import type { EpochChoice } from '@shared/compare/compare-config'
import type { Comparison } from '@shared/compare/comparison'
import { inMetricOrder, metricFacts } from '@shared/compare/metric-facts'
import type { RunCurves } from '@shared/compare/run-curves'

/** The place of an epoch in the columns of a run: its best one, its last one, or the epoch with a number; null where it has none such. */
export function epochIndex({ epoch }: RunCurves, choice: EpochChoice, best: number | null): number | null {
  if (choice === 'last') return epoch.length === 0 ? null : epoch.length - 1
  const wanted = choice === 'best' ? best : choice
  const at = epoch.findIndex((one) => one === wanted)
  return at < 0 ? null : at
}

export interface EpochCell {
  readonly value: number | null
  readonly delta: number | null
  readonly best: boolean
}

export interface EpochRow {
  readonly metric: string
  readonly cells: readonly EpochCell[]
}

/**
 * The metrics of each run on a part of its rows at one epoch, with differences to the baseline (the first) and the best marked. `ranked`:
 * false where runs cannot be compared: then values only. losses: whether all were trained on one loss.
 */
export function epochRows(
  runs: Comparison['runs'],
  curves: readonly RunCurves[],
  part: 'training' | 'validation',
  choice: EpochChoice,
  { ranked, oneLoss }: { readonly ranked: boolean; readonly oneLoss: boolean },
): readonly EpochRow[] {
  const columns = runs.map((run) => {
    const own = curves.find((one) => one.run === run.id)
    const at = own === undefined ? null : epochIndex(own, choice, run.scoredEpoch)
    return (metric: string): number | null => {
      const value = own === undefined || at === null ? undefined : own[part][metric]?.[at]
      return value === undefined || Number.isNaN(value) ? null : value
    }
  })
  const names = inMetricOrder([...new Set(curves.flatMap((one) => Object.keys(one[part])))])
  return names.map((metric) => {
    const values = columns.map((valueOf) => valueOf(metric))
    const known = values.filter((value): value is number => value !== null)
    const fair = ranked && (metric !== 'loss' || oneLoss)
    const best = !fair || new Set(known).size < 2 ? null : metricFacts(metric).higherIsBetter ? Math.max(...known) : Math.min(...known)
    const first = values[0] ?? null
    return {
      metric,
      cells: values.map((value, i) => ({ value, delta: !fair || i === 0 || value === null || first === null ? null : value - first, best: best !== null && value === best })),
    }
  })
}
