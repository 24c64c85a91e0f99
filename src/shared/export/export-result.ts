import type { SentRun } from '../engine/exchange-methods'
import type { Checked, ExportFormat } from './formats'

/** A run that was taken away. */
export interface ExportResult {
  readonly run: string
  readonly format: ExportFormat
  readonly out: string
  /** Everything that was written; the first is the model itself. */
  readonly files: readonly string[]
  /** What a tracking server made of it, one a run. */
  readonly sent?: readonly SentRun[]
  /** How it was compared with the run; null for a card, which holds no more than words for people. */
  readonly checked: Checked | null
}
