import type { LossTest } from '@shared/compare/comparison'
import type { RawTest } from '@shared/compare/verdict'
import { createRandom, mixSeeds } from '@shared/maths/random'
import type { BootstrapResult } from '@shared/statistics/bootstrap-interval'
import { bootstrapSums } from '@shared/statistics/bootstrap-sums'
import { bootstrapTest, lossTests, minus } from './class-tests'
import type { Resampling } from './class-tests'
import type { NumberOutcomes } from './outcomes'
import { sumByUnit } from './units'
import type { Units } from './units'

export interface NumberBootstrap {
  readonly a: Readonly<Record<'mae' | 'rmse' | 'r2', BootstrapResult>>
  readonly b: Readonly<Record<'mae' | 'rmse' | 'r2', BootstrapResult>>
  readonly tests: readonly RawTest[]
}

/** Errors of two regressions on the same rows: intervals of each, and all tests of b against a, before correction. */
export function numberTests(a: NumberOutcomes, b: NumberOutcomes, units: Units, { resamples, seed }: Resampling): NumberBootstrap {
  const [errorsA, errorsB] = [errors(a), errors(b)]
  const labels = Float64Array.from(a.labels)
  // Shifted to their mean, so that the sum of squares about it loses no digits.
  const mean = labels.reduce((sum, label) => sum + label, 0) / labels.length
  const shifted = labels.map((label) => label - mean)
  const columns = [
    errorsA.map(Math.abs),
    errorsB.map(Math.abs),
    squares(errorsA),
    squares(errorsB),
    shifted,
    squares(shifted),
    new Float64Array(labels.length).fill(1),
  ].map((column) => sumByUnit(column, units))
  const figures = ([absA = NaN, absB = NaN, squaredA = NaN, squaredB = NaN, sum = NaN, sumSquares = NaN, rows = NaN]: Float64Array) => {
    const spread = sumSquares - (sum * sum) / rows
    const ofA = [absA / rows, Math.sqrt(squaredA / rows), 1 - squaredA / spread]
    const ofB = [absB / rows, Math.sqrt(squaredB / rows), 1 - squaredB / spread]
    return [...ofA, ...ofB, ...ofB.map((value, i) => value - (ofA[i] ?? NaN))]
  }
  const results = bootstrapSums(columns, figures, resamples, createRandom(mixSeeds(seed, 5)))
  const [maeA, rmseA, r2A, maeB, rmseB, r2B, mae, rmse, r2] = results
  if (!maeA || !rmseA || !r2A || !maeB || !rmseB || !r2B || !mae || !rmse || !r2) throw new Error('Nine figures make nine results.')
  const gains = sumByUnit(minus(errorsB.map(Math.abs), errorsA.map(Math.abs)), units)
  const telling = gains.reduce((count, gain) => count + (gain === 0 ? 0 : 1), 0)
  return {
    a: { mae: maeA, rmse: rmseA, r2: r2A },
    b: { mae: maeB, rmse: rmseB, r2: r2B },
    tests: [bootstrapTest('rmse', rmse, telling), bootstrapTest('mae', mae, telling), bootstrapTest('r2', r2, telling)],
  }
}

/** Paired t and Wilcoxon on the squared error of each row. */
export function numberLossTests(a: NumberOutcomes, b: NumberOutcomes, units: Units): readonly LossTest[] {
  return units.unit === 'key' ? [] : lossTests('squaredError', minus(squares(errors(b)), squares(errors(a))))
}

const errors = ({ labels, predicted }: NumberOutcomes): Float64Array => Float64Array.from(predicted, (value, row) => value - (labels[row] ?? NaN))

const squares = (values: Float64Array): Float64Array => values.map((value) => value * value)
