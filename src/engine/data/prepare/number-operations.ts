import { assertNever } from '@shared/assert-never'
import type { NumberOperation } from '@shared/recipe/pipeline'
import { normalQuantile } from '@shared/statistics/normal-distribution'

/** Does an operation to values in place. NaN stays NaN, except under `fill`. */
export function applyOperation(values: Float64Array, operation: NumberOperation): void {
  switch (operation.kind) {
    case 'fill':
      for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) values[i] = operation.value
      return
    case 'clip':
      for (let i = 0; i < values.length; i++) {
        const x = values[i] as number
        if (x < operation.low) values[i] = operation.low
        else if (x > operation.high) values[i] = operation.high
      }
      return
    case 'linear':
      for (let i = 0; i < values.length; i++) values[i] = ((values[i] as number) - operation.shift) / operation.scale
      return
    case 'log1p':
      for (let i = 0; i < values.length; i++) {
        const x = values[i] as number
        values[i] = Math.sign(x) * Math.log1p(Math.abs(x))
      }
      return
    case 'rank-normal': {
      const knots = Float64Array.from(operation.knots)
      for (let i = 0; i < values.length; i++) values[i] = rankNormal(values[i] as number, knots)
      return
    }
    default:
      assertNever(operation)
  }
}

/** Ranks at the very ends would be infinite; scikit-learn cuts at the same place. */
const edge = 1e-7

/**
 * The standard normal value at the rank of `x` among ascending quantiles at equal steps; between two of them the rank is interpolated,
 * and inside a run of equal ones it is the middle of the run. (scikit-learn's QuantileTransformer.)
 */
function rankNormal(x: number, knots: Float64Array): number {
  if (Number.isNaN(x)) return NaN
  const steps = knots.length - 1
  if (steps === 0) return 0
  const rank = (rankFromBelow(x, knots) + rankFromAbove(x, knots)) / 2 / steps
  return normalQuantile(Math.min(Math.max(rank, edge), 1 - edge))
}

/** Place of x in [0, steps], at the upper end of a run of equal knots. */
function rankFromBelow(x: number, knots: Float64Array): number {
  const steps = knots.length - 1
  if (x < (knots[0] as number)) return 0
  let low = 0
  let high = steps
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((knots[middle] as number) <= x) low = middle
    else high = middle - 1
  }
  if (low === steps) return steps
  const from = knots[low] as number
  return low + (x - from) / ((knots[low + 1] as number) - from)
}

/** Place of x in [0, steps], at the lower end of a run of equal knots. */
function rankFromAbove(x: number, knots: Float64Array): number {
  const steps = knots.length - 1
  if (x > (knots[steps] as number)) return steps
  let low = 0
  let high = steps
  while (low < high) {
    const middle = (low + high) >> 1
    if ((knots[middle] as number) >= x) high = middle
    else low = middle + 1
  }
  if (low === 0) return 0
  const from = knots[low - 1] as number
  return low - 1 + (x - from) / ((knots[low] as number) - from)
}
