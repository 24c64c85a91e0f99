import type { SentRun } from '@shared/engine/exchange-methods'
import type { Checked, ExportFormat } from '@shared/export/formats'
import type { PredictOptions } from '../predict/predict-verbs'

export interface ExportRequest {
  /** By id, a unique prefix of it, or a unique name. */
  readonly run: string
  readonly format: ExportFormat
  /** A file with the ending of its format, a new or empty folder, or the address of a server. */
  readonly out: string
  readonly epoch?: 'best' | 'last' | number | undefined
  /** Check with our own reader of the file, without looking for the target program. */
  readonly ownReader?: boolean | undefined
}

export interface ExportResult {
  readonly run: string
  readonly format: ExportFormat
  readonly out: string
  /** Everything that was written; the first is the model itself. */
  readonly files: readonly string[]
  /** What a tracking server made of it, one a run. */
  readonly sent?: readonly SentRun[]
  /** How the predictions were compared; null where the format holds no model. */
  readonly checked: Checked | null
}

export interface ExportService {
  /** Writes `out` whole or not at all. A model that predicts otherwise than the run is not kept: `export-differs`. */
  export(request: ExportRequest, options?: PredictOptions): Promise<ExportResult>
  /** Event files for TensorBoard of a run that this program trains, while it is trained. The answer ends it, when all that was heard is written. */
  followTensorBoard(run: string, out: string): Promise<() => Promise<void>>
}
