import type { FormCell, FormRow, RowForm, RowScores } from '@shared/run/row-form'
import type { PredictOptions } from './predict-verbs'

/** A form for one row: one run at a time, whose model stays loaded in a process of its own until the form is closed. */
export interface RowFormService {
  /**
   * Loads the model of a run in place of the one before. The run's table is not needed, but ranges are guessed and there are no rows to begin
   * from without it. Errors: run-not-found, run-unreadable, cancelled.
   */
  open(request: { readonly run: string; readonly epoch?: 'best' | 'last' | number | undefined }, options?: PredictOptions): Promise<RowForm>
  /** A row of the run's table, 0-based. Errors: invalid-argument where there is no such row or no form, file-*. */
  row(row: number): Promise<FormRow>
  /** What the model says of raw rows, one cell a field. A process that died is started anew. */
  score(rows: readonly (readonly FormCell[])[]): Promise<readonly RowScores[]>
  /** Ends the process. */
  close(): Promise<void>
}
