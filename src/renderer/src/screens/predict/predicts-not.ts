import { assertNever } from '@shared/assert-never'
import type { RunRecord } from '@shared/run/run-record'

/** Why a run cannot predict, in one line; null where it can. */
export function predictsNot({ kind, best, weights }: RunRecord): string | null {
  switch (kind) {
    case 'layers':
      return weights === null ? 'It has no finished weights. Resume it to its end first.' : null
    case 'trees':
      return best === null ? 'It has no finished model. Train it again.' : null
    case 'ensemble':
      return null
    case 'imported':
      return 'It was read from another program: its model is not here.'
    default:
      return assertNever(kind)
  }
}
