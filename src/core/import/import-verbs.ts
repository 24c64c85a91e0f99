import type { ImportedRun } from '@shared/export/imported-run'
import type { OpenedModel } from '@shared/export/opened-model'

export interface ImportedRuns {
  readonly from: 'tensorboard' | 'mlflow'
  readonly runs: readonly ImportedRun[]
}

export interface ImportService {
  /** Runs of a folder of TensorBoard or of MLflow's file store: kept in the workspace, marked as imported, and never changed. */
  readRuns(path: string): Promise<ImportedRuns>
  /** All that were read so far. */
  listRuns(): Promise<readonly ImportedRun[]>
  /** Reads a tfjs or Keras model as a design that starts from its weights, and keeps these in the workspace. */
  readModel(path: string): Promise<OpenedModel>
}
