import { assertNever } from '@shared/assert-never'
import { quantileInPlace } from '@shared/maths/quantile'
import type { NumberOperation } from '@shared/recipe/pipeline'
import type { NumberStep } from './column-plan'
import { applyOperation } from './number-operations'

const rankKnots = 1000

/**
 * Fits the steps of a column of numbers, in order, each on what the ones before it make of the training values (NaN where missing,
 * in row order), which it overwrites. Without a step that fills, missing values become the median: the caller sees to it that training had none.
 */
export function fitNumbers(values: Float64Array, steps: readonly NumberStep[]): NumberOperation[] {
  const operations: NumberOperation[] = []
  const add = (fitted: NumberOperation) => {
    const operation = asWritten(fitted)
    applyOperation(values, operation)
    operations.push(operation)
  }
  if (!steps.some((step) => step.kind === 'impute-number')) add({ kind: 'fill', value: medianOf(values) })
  for (const step of steps) {
    switch (step.kind) {
      case 'impute-number':
        add({ kind: 'fill', value: fillValue(values, step) })
        break
      case 'clip': {
        const known = present(values)
        if (known.length > 0) add({ kind: 'clip', low: quantileInPlace(known, step.low), high: quantileInPlace(known, step.high) })
        break
      }
      case 'scale':
        for (const operation of fitScaling(values, step.method)) add(operation)
        break
      default:
        assertNever(step)
    }
  }
  return operations
}

/** As pipeline.json will say it: JSON has no -0, and rows to come must get the same bits as the training rows. */
function asWritten(operation: NumberOperation): NumberOperation {
  switch (operation.kind) {
    case 'fill':
      return { kind: 'fill', value: operation.value + 0 }
    case 'clip':
      return { kind: 'clip', low: operation.low + 0, high: operation.high + 0 }
    case 'linear':
      return { kind: 'linear', shift: operation.shift + 0, scale: operation.scale }
    case 'log1p':
    case 'rank-normal':
      return operation
    default:
      return assertNever(operation)
  }
}

function fillValue(values: Float64Array, step: Extract<NumberStep, { readonly kind: 'impute-number' }>): number {
  switch (step.method) {
    case 'median':
      return medianOf(values)
    case 'mean':
      return meanAndSpread(values).mean
    case 'mode':
      return modeOf(values)
    case 'constant':
      return step.value ?? 0
    default:
      return assertNever(step.method)
  }
}

function fitScaling(values: Float64Array, method: Extract<NumberStep, { readonly kind: 'scale' }>['method']): NumberOperation[] {
  switch (method) {
    case 'standard':
      return [standard(values)]
    case 'minmax': {
      const known = present(values)
      if (known.length === 0) return []
      const low = quantileInPlace(known, 0)
      return [{ kind: 'linear', shift: low, scale: usable(quantileInPlace(known, 1) - low) }]
    }
    case 'robust': {
      const known = present(values)
      if (known.length === 0) return []
      return [{ kind: 'linear', shift: quantileInPlace(known, 0.5), scale: usable(quantileInPlace(known, 0.75) - quantileInPlace(known, 0.25)) }]
    }
    case 'log1p': {
      // A logarithm alone leaves columns of different ranges: it is brought to mean 0 and spread 1 like the others.
      const logs = Float64Array.from(values)
      applyOperation(logs, { kind: 'log1p' })
      return [{ kind: 'log1p' }, standard(logs)]
    }
    case 'quantile': {
      const sorted = present(values).sort()
      if (sorted.length === 0) return []
      return [{ kind: 'rank-normal', knots: knotsOf(sorted) }]
    }
    case 'none':
      return []
    default:
      return assertNever(method)
  }
}

/** Quantiles at equal steps. Their places are computed so that whole ones are whole: a run of equal values must not lose its ends to rounding. */
function knotsOf(sorted: Float64Array): number[] {
  const count = Math.min(rankKnots, sorted.length)
  return Array.from({ length: count }, (_, i) => {
    const place = count === 1 ? 0 : (i * (sorted.length - 1)) / (count - 1)
    const below = Math.floor(place)
    const low = sorted[below] as number
    return place === below ? low : low + ((sorted[below + 1] as number) - low) * (place - below)
  })
}

function standard(values: Float64Array): NumberOperation {
  const { mean, spread } = meanAndSpread(values)
  return { kind: 'linear', shift: mean, scale: usable(spread) }
}

/** A column that does not vary is left at 0 rather than divided by it. */
const usable = (scale: number) => (scale > 0 && Number.isFinite(scale) ? scale : 1)

/** Mean and standard deviation (n in the denominator, as scikit-learn's StandardScaler) of what is not NaN, summed in row order. */
export function meanAndSpread(values: Float64Array): { readonly mean: number; readonly spread: number } {
  let count = 0
  let sum = 0
  // By their places: an iterator makes an object a value until the loop is compiled, and it runs once a column.
  for (let i = 0; i < values.length; i++) {
    const x = values[i] as number
    if (Number.isNaN(x)) continue
    sum += x
    count++
  }
  if (count === 0) return { mean: 0, spread: 0 }
  const mean = sum / count
  let squares = 0
  for (let i = 0; i < values.length; i++) {
    const away = (values[i] as number) - mean
    if (!Number.isNaN(away)) squares += away * away
  }
  // A constant like 0.1 has a mean that is off by a bit: that is no spread.
  const spread = Math.sqrt(squares / count)
  return { mean, spread: spread <= Math.abs(mean) * 1e-14 ? 0 : spread }
}

function medianOf(values: Float64Array): number {
  const known = present(values)
  return known.length === 0 ? 0 : quantileInPlace(known, 0.5)
}

/** The most frequent value, the smallest of equally frequent ones; 0 when there is none. */
function modeOf(values: Float64Array): number {
  const sorted = present(values).sort()
  let best = { value: sorted[0] ?? 0, count: 0 }
  let start = 0
  for (let i = 1; i <= sorted.length; i++) {
    if (i < sorted.length && sorted[i] === sorted[start]) continue
    if (i - start > best.count) best = { value: sorted[start] as number, count: i - start }
    start = i
  }
  return best.value
}

let scratch = new Float64Array(0)

/** A copy without NaN, good until the next call. A loop, since TypedArray.filter takes ten times as long. */
function present(values: Float64Array): Float64Array {
  if (scratch.length < values.length) scratch = new Float64Array(values.length)
  const known = scratch
  let count = 0
  for (let i = 0; i < values.length; i++) {
    const x = values[i] as number
    if (!Number.isNaN(x)) known[count++] = x
  }
  return known.subarray(0, count)
}
