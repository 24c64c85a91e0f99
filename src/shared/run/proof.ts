import type { RunRecord } from './run-record'

/** What came of training a run once more from its record. */
export interface VerifyResult {
  readonly run: string
  readonly verdict: 'same' | 'differs' | 'cannot'
  readonly reason: string
  readonly weights: { readonly recorded: RunRecord['weights']; readonly again: RunRecord['weights'] }
  /** Between the last weights. */
  readonly maxDifference: number | null
}
