import type { ImportedModel } from '@shared/engine/exchange-methods'
import type { ImportedRun } from '@shared/export/imported-run'

export interface ImportedRuns {
  readonly from: 'tensorboard' | 'mlflow'
  readonly runs: readonly ImportedRun[]
}

export interface ImportResult extends ImportedModel {
  readonly path: string
  /** A folder of the workspace with the weights, as a tfjs model whose layers are named as those of the design. */
  readonly weights: string
}

export interface ImportService {
  /** Runs of a folder of TensorBoard or of MLflow's file store: kept in the workspace, marked as imported, and never changed. */
  readRuns(path: string): Promise<ImportedRuns>
  /** All that were read so far. */
  listRuns(): Promise<readonly ImportedRun[]>
  /** Reads a tfjs or Keras model as a design, and keeps its weights in the workspace. */
  readModel(path: string): Promise<ImportResult>
}
