import type { RunStyle } from '../../charts/run-colours'

/** A run that is compared: a column of every table, in the order of the comparison, the baseline first. */
export interface CompareColumn {
  readonly id: string
  readonly name: string
  readonly style: RunStyle
  readonly baseline: boolean
}
