import type { MetricCell } from '@shared/compare/comparison'
import { createRandom, mixSeeds } from '@shared/maths/random'
import { areaUnderCurve } from '@shared/metrics/area-under-curve'
import { withinRange } from '@shared/metrics/metric-range'
import type { RunRecord } from '@shared/run/run-record'
import { bootstrapArea } from '@shared/statistics/bootstrap-area'
import { bootstrapClasses } from '@shared/statistics/bootstrap-classes'
import type { BootstrapResult } from '@shared/statistics/bootstrap-interval'
import { bootstrapMean } from '@shared/statistics/bootstrap-mean'
import { gatherClassUnits } from '@shared/statistics/class-units'
import type { Interval } from '@shared/statistics/interval'
import { pairedT } from '@shared/statistics/t-test'
import { wilsonInterval } from '@shared/statistics/wilson'
import type { Resampling } from './class-tests'
import { numberTests } from './number-tests'
import { logLosses, secondShares } from './outcomes'
import type { ClassOutcomes, NumberOutcomes, Outcomes } from './outcomes'
import { sumByUnit } from './units'
import type { Units } from './units'

export type MeasuredValue = Pick<MetricCell, 'value' | 'interval' | 'method'>
export type MeasuredValues = ReadonlyMap<string, MeasuredValue>

export interface EvaluatedLoss {
  readonly kind: RunRecord['experiment']['training']['loss']
  readonly value: number
}

/**
 * The metrics of one model on its rows with 95 % intervals, whatever it is compared with. loss: the training loss as the evaluation has it
 * and its kind; it gets the interval of the losses of the rows, or of the metric that it is another form of. No interval is wider than the metric
 * can be: that of a mean over rows, which is even on both sides, would reach below 0 where most losses are near it.
 */
export function measure(of: Outcomes, units: Units, resampling: Resampling, loss: EvaluatedLoss | null = null): MeasuredValues {
  const values = of.kind === 'classes' ? measureClasses(of, units, resampling) : measureNumbers(of, units, resampling)
  const own = loss === null ? null : (lossByRow(loss, of, units, resampling) ?? lossAs(loss, values))
  const all = own === null ? values : new Map([...values, ['loss', own]])
  return new Map([...all].map(([name, { interval, ...rest }]) => [name, { ...rest, interval: interval === null ? null : withinRange(interval, name).interval }]))
}

function measureNumbers(of: NumberOutcomes, units: Units, resampling: Resampling): MeasuredValues {
  const { mae, rmse, r2 } = numberTests(of, of, units, resampling).a
  return new Map([['rmse', fromBootstrap(rmse)], ['mae', fromBootstrap(mae)], ['r2', fromBootstrap(r2)]])
}

/** The interval of the mean of the losses by row, where these are known and their mean is the loss that was noted. */
function lossByRow({ value }: EvaluatedLoss, { losses }: Outcomes, units: Units, { resamples, seed }: Resampling): MeasuredValue | null {
  if (!losses) return null
  const plain = losses.reduce((sum, loss) => sum + loss, 0) / losses.length
  if (!(Math.abs(value - plain) < 0.01 * Math.abs(plain))) return null
  // What rounding of the scores took away shifts both ends alike.
  const shifted = ([low, high]: Interval): Interval => [low + value - plain, high + value - plain]
  if (units.unit === 'key') {
    const { interval, method } = fromBootstrap(bootstrapMean(sumByUnit(losses, units), units.rows, resamples, createRandom(mixSeeds(seed, 10))))
    return { value, interval: interval === null ? null : shifted(interval), method }
  }
  const { interval } = pairedT(losses)
  return { value, interval: interval === null ? null : shifted(interval), method: interval === null ? null : 't' }
}

/**
 * The plain cross-entropy is the log loss. A regression is trained on the standardised target, so its loss is the squared root mean squared
 * error in another unit: the interval is scaled likewise. The losses that are no form of a metric are taken row by row, see above.
 */
function lossAs({ value, kind }: EvaluatedLoss, values: MeasuredValues): MeasuredValue | null {
  const form = (metric: string, as: (x: number) => number): MeasuredValue | null => {
    const { value: whole, interval, method } = values.get(metric) ?? { value: null, interval: null, method: null }
    if (whole === null || interval === null || !(as(whole) > 0)) return null
    const unit = value / as(whole)
    return { value, interval: [unit * as(interval[0]), unit * as(interval[1])], method }
  }
  switch (kind) {
    case 'sparse-categorical-cross-entropy': {
      // They differ where probabilities are clipped, which shifts both ends alike. With label smoothing it is another sum, whose rows are not known here.
      const { value: plain, interval, method } = values.get('logLoss') ?? { value: null, interval: null, method: null }
      if (plain === null || interval === null || !(Math.abs(value - plain) < 0.01 * plain)) return null
      return { value, interval: [interval[0] + value - plain, interval[1] + value - plain], method }
    }
    case 'mean-squared-error':
      return form('rmse', (x) => x * x)
    case 'mean-absolute-error':
      return form('mae', (x) => x)
    default:
      return null
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
  if (of.classes === 2) {
    const area = bootstrapArea([secondShares(of)], Uint8Array.from(of.labels), units.ofRow, units.count, resamples, createRandom(mixSeeds(seed, 9)))?.areas[0]
    if (area !== undefined) values.set('auc', fromBootstrap(area))
  }
  return values
}

const fromBootstrap = ({ estimate, interval, method }: BootstrapResult): MeasuredValue => {
  // A width of 0, where all resamples say the same, would claim certainty.
  const ends: Interval | null = interval.every(Number.isFinite) && interval[0] < interval[1] ? interval : null
  return { value: Number.isFinite(estimate) ? estimate : null, interval: ends, method: ends === null ? null : method }
}

/** The metrics of a mean of models, without intervals. */
export function plainValues(of: Outcomes): ReadonlyMap<string, number> {
  const units: Units = { unit: 'row', count: of.labels.length, ofRow: undefined, rows: null }
  const values = new Map<string, number>()
  for (const [name, { value }] of measure(of, units, { resamples: 2, seed: 0 })) if (value !== null) values.set(name, value)
  if (of.kind === 'classes' && of.classes === 2) {
    const area = areaUnderCurve(secondShares(of), Uint8Array.from(of.labels))
    if (area !== null) values.set('auc', area)
  }
  return values
}
