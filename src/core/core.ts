import type { Audit, FindingKind } from '@shared/dataset/audit'
import type { DatasetRecord, RejectedLine } from '@shared/dataset/dataset-record'
import type { ColumnByTarget, Exploration } from '@shared/dataset/exploration'
import type { ReadingOptions } from '@shared/dataset/reading-options'
import type { RunEntry } from '@shared/engine/analysis-methods'
import type { ImportedModel, SentRun } from '@shared/engine/exchange-methods'
import type { DataProgress, EvidenceRows, PredictionFormat, RowPlan, TablePage, TablePreview, TypeLoss } from '@shared/engine/data-methods'
import type { BaselineSettings } from '@shared/baseline/baseline-settings'
import type { EngineProbe, TrainEvent } from '@shared/engine/trainer-methods'
import type { Experiment } from '@shared/experiment/experiment'
import type { Card, CardTexts } from '@shared/export/card/card'
import type { Checked, ExportFormat } from '@shared/export/formats'
import type { ImportedRun } from '@shared/export/imported-run'
import type { EpochMetrics } from '@shared/run/epoch-metrics'
import type { Recipe } from '@shared/recipe/recipe'
import type { PartEvaluation } from '@shared/run/evaluation'
import type { PartImportance } from '@shared/run/importance'
import type { PredictResult } from '@shared/run/prediction'
import type { VerifyResult } from '@shared/run/proof'
import type { RunDetail } from '@shared/run/run-detail'
import type { RunNotes, RunRecord } from '@shared/run/run-record'
import type { RunSelection } from '@shared/run/select-runs'
import type { Slices } from '@shared/run/slices'
import type { QueueFile } from '@shared/workspace/workspace-file'
import type { CompareService } from './compare/compare-service'
import type { EnsembleService } from './compare/ensemble-service'
import type { EvaluationViewsService } from './evaluation/evaluation-views-service'
import type { StorageService } from './storage/storage-service'
import type { StudyService } from './studies/study-verbs'
import type { Workspace } from './workspace/workspace'

export type { PredictResult, VerifyResult }

export type Unsubscribe = () => void

export type RunEvent =
  | { readonly kind: 'changed'; readonly entry: RunEntry }
  | { readonly kind: 'removed'; readonly id: string }
  /** After the lines are on disk; at most ten a second a run, several epochs in one when they are fast. */
  | { readonly kind: 'epochs'; readonly id: string; readonly metrics: readonly EpochMetrics[] }
  | { readonly kind: 'progress'; readonly id: string; readonly progress: Extract<TrainEvent, { kind: 'progress' }> }

export interface PageQuery {
  readonly offset: number
  readonly limit: number
  readonly sort?: { readonly column: string; readonly descending: boolean } | undefined
  /** Only rows that pass this expression. */
  readonly filter?: string | undefined
  /** Only these rows, in this order. */
  readonly only?: readonly number[] | undefined
  /** Says of every row whether the row steps of this recipe drop it. */
  readonly recipe?: Recipe | undefined
  /** Only rows that the recipe keeps. */
  readonly keptOnly?: boolean | undefined
}

export interface EvidenceQuery {
  readonly recipe: Recipe
  readonly kind: FindingKind
  readonly column: string | null
  readonly offset: number
  readonly limit: number
}

/** Of work that takes a while. */
export interface WorkOptions {
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: DataProgress) => void) | undefined
}

/** What has become of the file of a dataset since it was opened. `path` is where it lies now, or lay. */
export interface FileState {
  readonly kind: 'unchanged' | 'changed' | 'missing'
  readonly path: string
}

export interface DatasetService {
  /** Reads, profiles and records a file the person picked. The same file opened again gives the same id. */
  open(path: string, reading: ReadingOptions, onProgress?: (progress: DataProgress) => void, signal?: AbortSignal): Promise<DatasetRecord>
  list(): Promise<readonly DatasetRecord[]>
  get(id: string): Promise<DatasetRecord>
  page(id: string, query: PageQuery): Promise<TablePage>
  /** Lines of its file that could not be read, by their place among them. */
  rejectedLines(id: string, offset: number, limit: number): Promise<readonly RejectedLine[]>
  /** Writes all of them, as a CSV of line number, reason and text. */
  exportRejected(id: string, out: string, options?: WorkOptions): Promise<{ readonly rows: number }>
  /** Opens the file of a dataset again, as it is now: with other reading options that is another dataset. */
  reread(id: string, reading: ReadingOptions, options?: WorkOptions): Promise<DatasetRecord>
  fileState(id: string): Promise<FileState>
  /** Puts a Parquet copy of the table into the workspace, which is read where the file itself is nowhere. */
  keepCopy(id: string): Promise<DatasetRecord>
  /** What is wrong with the table, for the target, the features and the split of a recipe. */
  audit(id: string, recipe: Recipe, options?: WorkOptions): Promise<Audit>
  /** Numbers of the rows that show a finding. */
  evidence(id: string, query: EvidenceQuery): Promise<EvidenceRows>
  /** Rows that a recipe keeps and drops, and how it splits them. */
  plan(id: string, recipe: Recipe, options?: WorkOptions): Promise<RowPlan>
  /** How the columns hang together, and what each alone tells about the target. */
  explore(id: string, recipe: Recipe, options?: WorkOptions): Promise<Exploration>
  /** One column split by class, or by fifths of the number to be predicted. */
  columnByTarget(id: string, recipe: Recipe, column: string): Promise<ColumnByTarget>
  /** How the file would be read with these options. */
  preview(id: string, reading: ReadingOptions, rows: number): Promise<TablePreview>
  /** What a change of a column's type would lose. */
  typeLosses(id: string, column: string): Promise<readonly TypeLoss[]>
}

export interface StartOptions {
  /** Keeps a copy of the table, and of the file with the test rows, in the workspace; absent: as the workspace is set. */
  readonly keepData?: boolean | undefined
  /** Grows this instead of a network: a run of kind `trees`. */
  readonly baseline?: BaselineSettings | undefined
}

export interface RunService {
  /** Every run, newest first, or those selected. `slim`: with results only, their settings left empty. */
  list(select?: RunSelection, slim?: boolean): Promise<readonly RunEntry[]>
  /** By id, a unique prefix of it, or a unique name. */
  get(idOrName: string): Promise<RunDetail>
  /** Creates the run folder and queues it; it starts as soon as its turn comes. */
  start(experiment: Experiment, datasetId: string, notes?: Partial<Pick<RunNotes, 'name' | 'tags'>>, options?: StartOptions): Promise<RunRecord>
  /** Starts the experiment of a run anew, as another run. */
  again(idOrName: string): Promise<RunRecord>
  /** Settles when the run has ended, however it ended; a failed run resolves too, with its record. */
  whenEnded(id: string): Promise<RunRecord>
  stop(id: string, when: 'now' | 'epoch-end' | 'pause'): Promise<void>
  /** Goes on from the checkpoint; with `epochs`, trains on for so many more. */
  resume(id: string, more?: { readonly epochs?: number }): Promise<RunRecord>
  annotate(id: string, change: Partial<Pick<RunNotes, 'name' | 'tags' | 'notes' | 'archived'>>): Promise<RunDetail>
  /** To the workspace's bin; `restore` brings it back. */
  remove(id: string): Promise<void>
  restore(id: string): Promise<RunDetail>
  /** Runs this process owns and that are not ended. */
  active(): readonly RunRecord[]
  subscribe(listener: (event: RunEvent) => void): Unsubscribe
}

export interface PredictRequest {
  /** By id, a unique prefix of it, or a unique name. */
  readonly run: string
  readonly file: string
  readonly out: string
  /** Absent: by the ending of `out`. */
  readonly format?: PredictionFormat | undefined
  readonly reading?: ReadingOptions | undefined
  /** The input columns first. */
  readonly keep?: boolean | undefined
  /** One column a class. */
  readonly scores?: boolean | undefined
  /** Of classes: so many, the likeliest first, each with its score. */
  readonly top?: number | undefined
  /** Of a regression: how often the interval is to hold the true number; absent: 0.95. */
  readonly coverage?: number | undefined
  /** Also says how the rows differ from the training rows. */
  readonly drift?: boolean | undefined
  readonly epoch?: 'best' | 'last' | number | undefined
}

export interface PredictOptions {
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: { readonly doing: string; readonly share: number | null }) => void) | undefined
}

export interface PredictService {
  /** Writes `out` whole or not at all: the same rows in the same order. */
  predict(request: PredictRequest, options?: PredictOptions): Promise<PredictResult>
}

export interface EvaluateRequest {
  readonly run: string
  readonly on: 'validation' | 'test'
  readonly epoch?: 'best' | 'last' | number | undefined
}

export interface EvaluateResult extends PartEvaluation {
  readonly run: string
  readonly on: 'validation' | 'test'
  /** The run's folder holds it. */
  readonly recorded: boolean
}

export interface ImportanceRequest extends EvaluateRequest {
  /** How often each column is shuffled; absent: as it was measured before, else 5. */
  readonly repeats?: number | undefined
  readonly seed?: number | undefined
}

export interface ImportanceResult extends PartImportance {
  readonly run: string
  readonly on: 'validation' | 'test'
  /** The run's folder holds it. */
  readonly recorded: boolean
}

export interface SlicesRequest {
  readonly run: string
  readonly on: 'validation' | 'test'
  /** Any column of the table, learned from or not. */
  readonly column: string
  /** At most so many ranges of a column of numbers; absent: 5. */
  readonly bins?: number | undefined
}

export interface SlicesResult extends Slices {
  readonly run: string
  readonly on: 'validation' | 'test'
}

export interface EvaluateService {
  /** As recorded, or scored now; test rows scored now with the best weights are recorded with their time. */
  evaluate(request: EvaluateRequest): Promise<EvaluateResult>
  /** What was measured before with the best weights that the run has now; null: nothing. */
  keptImportance(request: Pick<EvaluateRequest, 'run' | 'on'>): Promise<ImportanceResult | null>
  /** How much the run depends on each column; what the best weights say is kept in the run's folder. */
  importance(request: ImportanceRequest, options?: PredictOptions): Promise<ImportanceResult>
  /** Metrics by the values of a column. Rows that were left unscored are scored, as by `evaluate`. */
  slices(request: SlicesRequest, options?: PredictOptions): Promise<SlicesResult>
}

export interface VerifyService {
  /** Trains the run once more from its record and compares the weights; nothing of the run changes. */
  verify(idOrName: string, options?: PredictOptions): Promise<VerifyResult>
}

/** What waits, in order, over all programs on the workspace. */
export interface QueueService {
  get(): Promise<QueueFile>
  /** Nothing more is started; what works goes on. */
  pause(): Promise<QueueFile>
  resume(): Promise<QueueFile>
  /** `place` is 0-based; beyond the end means last. */
  move(idOrName: string, place: number): Promise<QueueFile>
  /** Ids of the runs of the queue that are at work, in whatever program. */
  working(): Promise<readonly string[]>
  /** Takes a run out of the queue; it can be resumed later. */
  cancel(idOrName: string): Promise<QueueFile>
}

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

export interface ImportedRuns {
  readonly from: 'tensorboard' | 'mlflow'
  readonly runs: readonly ImportedRun[]
}

export interface ImportResult extends ImportedModel {
  readonly path: string
  /** A folder of the workspace with the weights, as a tfjs model whose layers are named as those of the design. */
  readonly weights: string
}

/** The model card of a run. */
export interface CardService {
  make(run: string, signal?: AbortSignal): Promise<Card>
  /** What people wrote; empty where nobody did. */
  texts(run: string): Promise<Pick<CardTexts, 'purpose' | 'limits'>>
  write(run: string, change: Partial<Pick<CardTexts, 'purpose' | 'limits'>>): Promise<Pick<CardTexts, 'purpose' | 'limits'>>
  /** As .html or .md, by the ending. */
  export(run: string, out: string, signal?: AbortSignal): Promise<void>
}

export interface ImportService {
  /** Runs of a folder of TensorBoard or of MLflow's file store: kept in the workspace, marked as imported, and never changed. */
  readRuns(path: string): Promise<ImportedRuns>
  /** All that were read so far. */
  listRuns(): Promise<readonly ImportedRun[]>
  /** Reads a tfjs or Keras model as a design, and keeps its weights in the workspace. */
  readModel(path: string): Promise<ImportResult>
}

/** The services behind the window and the terminal alike, over one workspace. */
export interface Core {
  readonly workspace: Pick<Workspace, 'dir' | 'readOnly' | 'parallelRuns' | 'parallelRunsSet' | 'setParallelRuns' | 'keepData' | 'setKeepData'>
  readonly datasets: DatasetService
  readonly runs: RunService
  readonly comparisons: CompareService
  readonly ensembles: EnsembleService
  readonly studies: StudyService
  readonly queue: QueueService
  readonly predictions: PredictService
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
