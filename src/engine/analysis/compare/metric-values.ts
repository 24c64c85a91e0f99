import type { MetricCell } from '@shared/compare/comparison'
import { createRandom, mixSeeds } from '@shared/maths/random'
import { areaUnderCurve } from '@shared/metrics/area-under-curve'
import { bootstrapClasses } from '@shared/statistics/bootstrap-classes'
import type { BootstrapResult } from '@shared/statistics/bootstrap-interval'
import { bootstrapMean } from '@shared/statistics/bootstrap-mean'
import { gatherClassUnits } from '@shared/statistics/class-units'
import type { Interval } from '@shared/statistics/interval'
import { pairedT } from '@shared/statistics/t-test'
import { wilsonInterval } from '@shared/statistics/wilson'
import type { Resampling } from './class-tests'
import { numberTests } from './number-tests'
import { logLosses } from './outcomes'
import type { ClassOutcomes, Outcomes } from './outcomes'
import { sumByUnit } from './units'
import type { Units } from './units'

export type MeasuredValue = Pick<MetricCell, 'value' | 'interval' | 'method'>
export type MeasuredValues = ReadonlyMap<string, MeasuredValue>

/** The metrics of one model on its rows with 95 % intervals, whatever it is compared with. */
export function measure(of: Outcomes, units: Units, resampling: Resampling): MeasuredValues {
  switch (of.kind) {
    case 'classes':
      return measureClasses(of, units, resampling)
    case 'numbers': {
      const { mae, rmse, r2 } = numberTests(of, of, units, resampling).a
      return new Map([['rmse', fromBootstrap(rmse)], ['mae', fromBootstrap(mae)], ['r2', fromBootstrap(r2)]])
    }
  }
}

function measureClasses(of: ClassOutcomes, units: Units, { resamples, seed }: Resampling): MeasuredValues {
  const values = new Map<string, MeasuredValue>()
  const share = (name: string, isHit: (row: number) => boolean) => {
    const hits = Float64Array.from(of.labels, (_, row) => (isHit(row) ? 1 : 0))
    const right = hits.reduce((sum, hit) => sum + hit, 0)
    values.set(
      name,
      units.unit === 'key'
        ? fromBootstrap(bootstrapMean(sumByUnit(hits, units), units.rows, resamples, createRandom(mixSeeds(seed, 6))))
        : { value: right / hits.length, interval: wilsonInterval(right, hits.length), method: 'wilson' },
    )
  }
  share('accuracy', (row) => of.labels[row] === of.predicted[row])
  if (of.classes > 5) share('top5', (row) => (of.above[row] ?? 5) < 5)
  const cells = gatherClassUnits(of.labels, of.predicted, of.predicted, of.classes, units.ofRow)
  const { macroF1, balancedAccuracy } = bootstrapClasses(cells, of.classes, resamples, createRandom(mixSeeds(seed, 7)))
  values.set('macroF1', fromBootstrap(macroF1.a))
  values.set('balancedAccuracy', fromBootstrap(balancedAccuracy.a))
  const losses = logLosses(of)
  if (units.unit === 'key') {
    values.set('logLoss', fromBootstrap(bootstrapMean(sumByUnit(losses, units), units.rows, resamples, createRandom(mixSeeds(seed, 8)))))
  } else {
    const { mean, interval } = pairedT(losses)
    values.set('logLoss', { value: mean, interval, method: interval === null ? null : 't' })
  }
  return values
}

const fromBootstrap = ({ estimate, interval, method }: BootstrapResult): MeasuredValue => {
  const ends: Interval | null = interval.every(Number.isFinite) ? interval : null
  return { value: Number.isFinite(estimate) ? estimate : null, interval: ends, method: ends === null ? null : method }
}

/** The metrics of a mean of models, without intervals. */
export function plainValues(of: Outcomes): ReadonlyMap<string, number> {
  const units: Units = { unit: 'row', count: of.labels.length, ofRow: undefined, rows: null }
  const values = new Map<string, number>()
  for (const [name, { value }] of measure(of, units, { resamples: 2, seed: 0 })) if (value !== null) values.set(name, value)
  if (of.kind === 'classes' && of.classes === 2) {
    const ofSecond = of.probability.map((p, row) => (of.labels[row] === 1 ? p : 1 - p))
    const area = areaUnderCurve(ofSecond, Uint8Array.from(of.labels))
    if (area !== null) values.set('auc', area)
  }
  return values
}
