import type { Measured, PartEvaluation } from '@shared/run/evaluation'
import type { EvaluationOverview } from '@shared/run/evaluation-views'

/** What the evaluation recorded, with the intervals that were computed since for what had none; what only the scores tell comes last. */
export function withIntervals(part: PartEvaluation, overview: EvaluationOverview | null): Readonly<Record<string, Measured>> {
  if (overview === null) return part.metrics
  const same = (a: number | null, b: number | null): boolean => a !== null && b !== null && Math.abs(a - b) <= 1e-4 * Math.max(1, Math.abs(a))
  const known = Object.entries(part.metrics).map(([name, measured]): [string, Measured] => {
    // Without smoothing and weights the loss of a classification is its log loss, and so is its interval.
    const found = overview.metrics[name] ?? (name === 'loss' ? overview.metrics['logLoss'] : undefined)
    return [name, measured.interval !== null || found === undefined || !same(measured.value, found.value) ? measured : { ...found, value: measured.value }]
  })
  const more = Object.entries(overview.metrics).filter(([name]) => !(name in part.metrics))
  return Object.fromEntries([...known, ...more])
}

/** The views of an evaluation, by what was predicted. */
export const evaluationViews = {
  classification: [
    { value: 'confusion', label: 'Confusion' },
    { value: 'curves', label: 'Curves' },
    { value: 'rows', label: 'Mistakes' },
    { value: 'importance', label: 'Importance' },
    { value: 'slices', label: 'Slices' },
  ],
  regression: [
    { value: 'residuals', label: 'Residuals' },
    { value: 'rows', label: 'Worst rows' },
    { value: 'importance', label: 'Importance' },
    { value: 'slices', label: 'Slices' },
  ],
} as const
export type EvaluationView = (typeof evaluationViews)['classification' | 'regression'][number]['value']
