import type { RunRecord } from '@shared/run/run-record'
import type { RunStyle } from '../../charts/run-colours'

/** A run that is compared: a column of every table. */
export interface CompareColumn {
  readonly id: string
  readonly name: string
  readonly record: RunRecord
  readonly style: RunStyle
  readonly baseline: boolean
}
