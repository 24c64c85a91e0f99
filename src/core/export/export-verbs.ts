import type { ExportResult } from '@shared/export/export-result'
import type { ExportFormat } from '@shared/export/formats'
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

export interface ExportService {
  /** Writes `out` whole or not at all. A model that predicts otherwise than the run, or curves that read otherwise, are not kept: `export-differs`. */
  export(request: ExportRequest, options?: PredictOptions): Promise<ExportResult>
  /** Event files for TensorBoard of a run that this program trains, while it is trained. `beside`: under another name where there is a folder of that run already, as after a stop. The answer ends it, when all that was heard is written. */
  followTensorBoard(run: string, out: string, beside?: boolean): Promise<() => Promise<void>>
}
