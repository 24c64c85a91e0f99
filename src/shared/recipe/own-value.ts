import { assertNever } from '../assert-never'
import type { NumberOperation } from './pipeline'

/** The value of a column that fitted steps turn into `input`; null where they cannot be undone. What filled or clipped it is not known any more. */
export function ownValue(input: number, operations: readonly NumberOperation[]): number | null {
  let value = input
  for (const operation of [...operations].reverse()) {
    switch (operation.kind) {
      case 'fill':
      case 'clip':
        break
      case 'linear':
        value = value * operation.scale + operation.shift
        break
      case 'log1p':
        value = Math.sign(value) * Math.expm1(Math.abs(value))
        break
      // Ranks beyond the training rows have no value of their own.
      case 'rank-normal':
        return null
      default:
        return assertNever(operation)
    }
  }
  return value
}
