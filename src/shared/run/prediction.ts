import type { DriftReport } from './drift'

/** What came of predicting a file. */
export interface PredictResult {
  readonly rows: number
  readonly out: string
  /** Cells per column that held a category which training rows had not. */
  readonly unseen: readonly { readonly column: string; readonly rows: number }[]
  /** Columns that the run learned from and the file has not. */
  readonly missingColumns: readonly string[]
  readonly rejectedRows: number
  /** Of a regression: half the width of the interval by split conformal prediction on the validation rows; null: there is none for these weights. */
  readonly interval?: { readonly coverage: number; readonly halfWidth: number | null }
  readonly drift?: DriftReport
}
