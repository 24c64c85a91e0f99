import type { LossTest } from '@shared/compare/comparison'
import type { RawTest } from '@shared/compare/verdict'
import { createRandom, mixSeeds } from '@shared/maths/random'
import { bootstrapArea } from '@shared/statistics/bootstrap-area'
import { bootstrapClasses } from '@shared/statistics/bootstrap-classes'
import type { BootstrapResult } from '@shared/statistics/bootstrap-interval'
import { bootstrapMean } from '@shared/statistics/bootstrap-mean'
import { gatherClassUnits } from '@shared/statistics/class-units'
import { detectableAccuracyDifference, detectableDifference } from '@shared/statistics/detectable-difference'
import { mcnemarExact } from '@shared/statistics/mcnemar'
import { pairedSharesInterval } from '@shared/statistics/paired-shares'
import { pairedT } from '@shared/statistics/t-test'
import { wilcoxonSignedRank } from '@shared/statistics/wilcoxon'
import { logLosses, secondShares } from './outcomes'
import type { ClassOutcomes } from './outcomes'
import { sumByUnit, tellingResult } from './units'
import type { Units } from './units'

export interface Resampling {
  readonly resamples: number
  readonly seed: number
}

/** Each metric has its own stream, the same for every pair, so that one pair's figures do not depend on which others are looked at. */
const streams = { accuracy: 1, top5: 2, logLoss: 3, classes: 4, area: 5 } as const
const randomOf = (seed: number, metric: keyof typeof streams) => createRandom(mixSeeds(seed, streams[metric]))

/** All tests of b against a on the same rows, before correction. Accuracy first. */
export function classTests(a: ClassOutcomes, b: ClassOutcomes, units: Units, { resamples, seed }: Resampling): readonly RawTest[] {
  const hits = ({ labels, predicted }: ClassOutcomes) => Float64Array.from(labels, (label, row) => (label === predicted[row] ? 1 : 0))
  const topHits = ({ above }: ClassOutcomes) => Float64Array.from(above, (count) => (count < 5 ? 1 : 0))
  const share = (metric: 'accuracy' | 'top5', ofA: Float64Array, ofB: Float64Array) =>
    shareTest(metric, minus(ofB, ofA), units, resamples, seed)

  const tests: RawTest[] = [share('accuracy', hits(a), hits(b))]
  if (a.classes > 5) tests.push(share('top5', topHits(a), topHits(b)))

  const differing = countUnits(units, (row) => a.predicted[row] !== b.predicted[row], a.labels.length)
  const cells = gatherClassUnits(a.labels, a.predicted, b.predicted, a.classes, units.ofRow)
  const ofClasses = bootstrapClasses(cells, a.classes, resamples, randomOf(seed, 'classes'))
  tests.push(bootstrapTest('macroF1', ofClasses.macroF1.difference, differing))
  tests.push(bootstrapTest('balancedAccuracy', ofClasses.balancedAccuracy.difference, differing))

  const losses = sumByUnit(minus(logLosses(b), logLosses(a)), units)
  const ofLosses = bootstrapMean(losses, units.rows, resamples, randomOf(seed, 'logLoss'))
  tests.push(bootstrapTest('logLoss', ofLosses, losses.reduce((count, value) => count + (value === 0 ? 0 : 1), 0)))
  if (a.classes === 2) {
    const [ofA, ofB] = [secondShares(a), secondShares(b)]
    const area = bootstrapArea([ofA, ofB], Uint8Array.from(a.labels), units.ofRow, units.count, resamples, randomOf(seed, 'area'))?.difference
    if (area) tests.push(bootstrapTest('auc', area, countUnits(units, (row) => ofA[row] !== ofB[row], ofA.length)))
  }
  return tests
}

/** Paired t and Wilcoxon on the log loss of each row. Not where rows share keys: both take rows to be independent. */
export function classLossTests(a: ClassOutcomes, b: ClassOutcomes, units: Units): readonly LossTest[] {
  return units.unit === 'key' ? [] : lossTests('logLoss', minus(logLosses(b), logLosses(a)))
}

export function lossTests(metric: LossTest['metric'], differences: Float64Array): readonly LossTest[] {
  const t = pairedT(differences)
  const sorted = Float64Array.from(differences).sort()
  const median = ((sorted[(sorted.length - 1) >> 1] ?? NaN) + (sorted[sorted.length >> 1] ?? NaN)) / 2
  return [
    { metric, test: 'paired-t', difference: t.mean, interval: t.interval, p: t.p },
    { metric, test: 'wilcoxon-signed-rank', difference: median, interval: null, p: wilcoxonSignedRank(differences).p },
  ]
}

/**
 * A difference of two shares of rows. Rows by themselves have an exact test; where keys repeat, rows of a key are right or wrong together
 * and only resampling by key knows it. The interval of rows is Tango's, which stays sound where the models differ on few rows or on none.
 */
function shareTest(metric: 'accuracy' | 'top5', gains: Float64Array, units: Units, resamples: number, seed: number): RawTest {
  if (units.unit === 'key') {
    const sums = sumByUnit(gains, units)
    const result = bootstrapMean(sums, units.rows, resamples, randomOf(seed, metric))
    return bootstrapTest(metric, result, sums.reduce((count, sum) => count + (sum === 0 ? 0 : 1), 0))
  }
  let [onlyA, onlyB] = [0, 0]
  for (const gain of gains) {
    if (gain < 0) onlyA++
    if (gain > 0) onlyB++
  }
  return {
    metric,
    test: 'mcnemar-exact',
    difference: (onlyB - onlyA) / gains.length,
    interval: pairedSharesInterval(onlyA, onlyB, gains.length),
    intervalMethod: 'score',
    p: mcnemarExact(onlyA, onlyB),
    detectable: detectableAccuracyDifference(onlyA + onlyB, gains.length),
  }
}

export function bootstrapTest(metric: string, result: BootstrapResult, telling: number): RawTest {
  const { p, interval } = tellingResult(result, telling)
  return {
    metric,
    test: 'paired-bootstrap',
    difference: result.estimate,
    interval,
    intervalMethod: interval === null ? null : result.method,
    p,
    // What says nothing of how the figure varies says nothing of what would have shown either.
    detectable: interval !== null && result.standardError > 0 ? detectableDifference(result.standardError) : null,
  }
}

export const minus = (x: Float64Array, y: Float64Array): Float64Array => x.map((value, i) => value - (y[i] ?? NaN))

/** Units with at least one row that passes. */
function countUnits(units: Units, passes: (row: number) => boolean, rows: number): number {
  const found = new Uint8Array(units.count)
  for (let row = 0; row < rows; row++) if (passes(row)) found[units.ofRow?.[row] ?? row] = 1
  return found.reduce((count, flag) => count + flag, 0)
}
