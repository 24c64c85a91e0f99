import type { Measured } from '@shared/run/evaluation'
import type { EvaluationOverview } from '@shared/run/evaluation-views'
import { measure } from '../compare/metric-values'
import type { MeasuredValues } from '../compare/metric-values'
import { positiveOf } from '../compare/outcomes'
import { unitsOf } from '../compare/units'
import { classesOverview } from './classes-overview'
import { numbersOverview } from './numbers-overview'
import { readScored } from './read-scored'
import type { ScoredRequest } from './read-scored'

/** Intervals of one run move little with more resamples than this. */
const resampling = { resamples: 2000, seed: 42 } as const

/** Curves, calibration and intervals of one part of a run, from its scores. Throws `run-not-found`, `run-unreadable`, `not-available`, `cancelled`. */
export async function evaluationOverview(
  request: ScoredRequest,
  { signal }: { readonly signal: AbortSignal },
): Promise<EvaluationOverview> {
  const { record, classes, shares, outcomes, keys, loss } = readScored(request)
  const units = unitsOf(outcomes.labels.length, keys)
  const metrics = plainMeasures(measure(outcomes, units, resampling, loss === null ? null : { kind: record.experiment.training.loss, value: loss }))
  const head = { rows: outcomes.labels.length, unit: units.unit, metrics }
  if (outcomes.kind === 'numbers') return { ...head, ...numbersOverview(outcomes) }
  const positive = outcomes.classes === 2 ? positiveOf(record, classes).index : null
  return { ...head, ...(await classesOverview(outcomes, shares, classes, positive, signal)) }
}

const plainMeasures = (values: MeasuredValues): Readonly<Record<string, Measured>> =>
  Object.fromEntries([...values].map(([name, { value, interval, method }]) => [name, { value, interval: interval === null ? null : [...interval], method }]))
