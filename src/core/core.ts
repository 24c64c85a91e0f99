import type { EngineProbe } from '@shared/engine/trainer-methods'
import type { CardService } from './card/card-verbs'
import type { CompareService } from './compare/compare-service'
import type { EnsembleService } from './compare/ensemble-service'
import type { DatasetService } from './datasets/dataset-verbs'
import type { EvaluationViewsService } from './evaluation/evaluation-views-service'
import type { ExportService } from './export/export-verbs'
import type { ImportService } from './import/import-verbs'
import type { PredictService } from './predict/predict-verbs'
import type { RowFormService } from './predict/row-form-verbs'
import type { EvaluateService, VerifyService } from './proof/proof-verbs'
import type { QueueService, RunService } from './runs/run-verbs'
import type { StorageService } from './storage/storage-service'
import type { StudyService } from './studies/study-verbs'
import type { Workspace } from './workspace/workspace'

/** The services behind the window and the terminal alike, over one workspace. */
export interface Core {
  readonly workspace: Pick<Workspace, 'dir' | 'readOnly' | 'problem' | 'parallelRuns' | 'parallelRunsSet' | 'setParallelRuns' | 'keepData' | 'setKeepData'>
  readonly datasets: DatasetService
  readonly runs: RunService
  readonly comparisons: CompareService
  readonly ensembles: EnsembleService
  readonly studies: StudyService
  readonly queue: QueueService
  readonly predictions: PredictService
  readonly rowForms: RowFormService
  readonly evaluations: EvaluateService
  readonly evaluationViews: EvaluationViewsService
  readonly proofs: VerifyService
  readonly exports: ExportService
  readonly imports: ImportService
  readonly cards: CardService
  readonly storage: StorageService
  /** What the installed TensorFlow can do; asked once a process. */
  probeEngine(): Promise<EngineProbe>
  /** Stops what runs (each run keeps its checkpoint and is resumable), ends the engine processes, in reverse order of building. */
  close(): Promise<void>
}
