import { z } from 'zod'
import { baselineSettings } from '../baseline/baseline-settings'
import { findingKind } from '../dataset/audit'
import type { Audit } from '../dataset/audit'
import { datasetId } from '../dataset/dataset-record'
import type { DatasetRecord, RejectedLine } from '../dataset/dataset-record'
import type { ColumnByTarget, Exploration } from '../dataset/exploration'
import { readingOptions } from '../dataset/reading-options'
import type { CompareConfig } from '../compare/compare-config'
import { comparedParts } from '../compare/comparison'
import type { Comparison, ConfusionPair, FlippedRow } from '../compare/comparison'
import type { RunCurves } from '../compare/run-curves'
import type { RunEntry } from '../engine/analysis-methods'
import { predictionFormats } from '../engine/data-methods'
import type { EvidenceRows, RowPlan, TablePage, TablePreview, TypeLoss } from '../engine/data-methods'
import type { EngineProbe, TrainEvent } from '../engine/trainer-methods'
import type { ErrorEnvelope } from '../errors'
import { modelDesign } from '../model/model-design'
import { recipe } from '../recipe/recipe'
import type { EpochMetrics } from '../run/epoch-metrics'
import type { BadRows, ClassView, EvaluationOverview } from '../run/evaluation-views'
import type { PartImportance } from '../run/importance'
import type { PartEvaluation } from '../run/evaluation'
import type { PredictResult } from '../run/prediction'
import type { VerifyResult } from '../run/proof'
import type { RunDetail } from '../run/run-detail'
import { runId } from '../run/run-record'
import type { RunRecord } from '../run/run-record'
import type { Slices } from '../run/slices'
import { settingsChange } from '../settings/settings'
import type { Settings } from '../settings/settings'
import type { StudyReport } from '../study/report'
import { budget, studyDesign, studyId } from '../study/study'
import type { StudyRecord } from '../study/study'
import type { StudyProblem } from '../study/study-problems'
import type { StudyEntry, StudyProgress, UnreadableStudy } from '../study/study-view'
import type { Trial } from '../study/trial'
import { trainingSettings } from '../training/training-settings'
import { pruneRule } from '../workspace/storage'
import type { Pruned, StorageUse } from '../workspace/storage'

/** A request of the window: how its argument is checked in main, and what main answers. */
export interface Request<Argument extends z.ZodType, Result> {
  readonly argument: Argument
  /** Type only; never read. */
  readonly result?: Result
}

export interface Event<Payload extends z.ZodType> {
  readonly payload: Payload
}

const request =
  <Result>() =>
  <Argument extends z.ZodType>(argument: Argument): Request<Argument, Result> => ({ argument })

/** Main's own messages to its window: validated for shape on arrival, typed by what core emits. */
const event = <Payload>(shape: z.ZodType<Payload> = z.custom<Payload>((value) => typeof value === 'object' && value !== null)): Event<z.ZodType<Payload>> => ({
  payload: shape,
})

const none = z.null()
const byDataset = z.object({ id: datasetId })
const byRun = z.object({ id: runId })
const comparedPair = z.object({ a: runId, b: runId, on: z.enum(comparedParts) })
const byStudy = z.object({ id: studyId })
const byPart = byRun.extend({ on: z.enum(['validation', 'test']) })

export interface AppSnapshot {
  readonly version: string
  readonly electron: string
  /** False: the fallback Electron, for development and tests only. */
  readonly officialElectron: boolean
  /** `parallelRunsSet`: as set for the workspace; null: by cores. */
  readonly workspace: { readonly dir: string; readonly readOnly: boolean; readonly parallelRuns: number; readonly parallelRunsSet: number | null } | null
  readonly settings: Settings
  readonly engine: EngineProbe | null
  /** What went wrong before the window was there, such as a settings file set aside. */
  readonly notices: readonly ErrorEnvelope[]
}

/** Work on a table of which there is one at a time, and which can be cancelled. */
export const datasetWork = ['open', 'audit', 'plan', 'explore'] as const
export type DatasetWork = (typeof datasetWork)[number]

/** Work on a run of which there is one at a time, and which can be cancelled. */
export const evaluationWork = ['importance', 'slices'] as const
export type EvaluationWork = (typeof evaluationWork)[number]

type ScoredPart = 'validation' | 'test'

/** Importances of the columns on a part of a run's rows; `recorded`: the run's folder holds them. */
export interface KeptImportance extends PartImportance {
  readonly run: string
  readonly on: ScoredPart
  readonly recorded: boolean
}

export interface RunSlices extends Slices {
  readonly run: string
  readonly on: ScoredPart
}

/** Pages of docs/ that the window links to. */
export const docPages = ['data-pipeline', 'training-engine', 'comparing-runs', 'run-format', 'experiment-format', 'studies', 'benchmarks'] as const
export type DocPage = (typeof docPages)[number]

export const samples = ['songs', 'penguins'] as const

/** Studies that are shipped with the program, both on the sample songs. */
export const shippedStudies = ['song-genres', 'song-genres-quick'] as const

/** A study document that was opened: `text` as it stands in the file, `dataset` where its table is open in the workspace. */
export interface OpenedStudy {
  readonly name: string
  readonly text: string
  readonly dataset: string | null
}

/**
 * Runs as a list. `entries`: the JSON of RunEntry[], because the bridge copies a text as one piece and an object field by field.
 * `total`: how many the list has.
 */
export interface RunListPage {
  readonly entries: string
  readonly total: number
}

/** Metrics with the weights of an epoch. `recorded`: the run's folder holds them. */
export interface EpochScores extends PartEvaluation {
  readonly run: string
  readonly on: ScoredPart
  readonly recorded: boolean
}

/** What waits, in order, and what is at work, in all programs on the workspace. */
export interface QueueView {
  readonly paused: boolean
  readonly runs: readonly string[]
  readonly working: readonly string[]
  /** How many train at once, at most. */
  readonly atOnce: number
}

/** Every request the window can make. A channel literal stands nowhere else. */
export const requests = {
  'app:snapshot': request<AppSnapshot>()(none),
  'app:probe-engine': request<EngineProbe>()(none),
  'app:open-logs': request<null>()(none),
  /** A page of docs/, shown by whatever the system opens such files with. */
  'app:open-doc': request<null>()(z.object({ page: z.enum(docPages) })),
  'app:open-link': request<null>()(z.object({ url: z.string().max(2000) })),
  'app:copy-text': request<null>()(z.object({ text: z.string().max(5_000_000) })),
  'app:copy-image': request<null>()(z.object({ png: z.string().startsWith('data:image/png;base64,').max(30_000_000) })),
  'app:report-error': request<null>()(z.object({ message: z.string().max(10_000), stack: z.string().max(50_000).optional() })),
  'settings:change': request<Settings>()(settingsChange),
  'workspace:choose': request<AppSnapshot | null>()(none),
  /** null: by cores. */
  'workspace:change': request<AppSnapshot>()(z.object({ parallelRuns: z.number().int().min(1).max(64).nullable() })),
  'datasets:open-dialog': request<DatasetRecord | null>()(none),
  /** The preload takes the path from the dropped file itself; the page cannot name one. */
  'datasets:open-dropped': request<DatasetRecord>()(z.object({ path: z.string().min(1).max(4096) })),
  'datasets:open-sample': request<DatasetRecord>()(z.object({ sample: z.enum(samples) })),
  'datasets:list': request<readonly DatasetRecord[]>()(none),
  'datasets:get': request<DatasetRecord>()(byDataset),
  'datasets:page': request<TablePage>()(
    z.object({
      id: datasetId,
      offset: z.number().int().nonnegative(),
      limit: z.number().int().min(1).max(1000),
      sort: z.object({ column: z.string(), descending: z.boolean() }).optional(),
      /** Only rows that pass this expression. */
      filter: z.string().max(2000).optional(),
      /** Only these rows, in this order. */
      only: z.array(z.number().int().nonnegative()).max(1000).optional(),
      /** Says of every row whether the row steps of this recipe drop it; with `keptOnly` those rows are left out. */
      recipe: recipe.optional(),
      keptOnly: z.boolean().optional(),
    }),
  ),
  /** Lines of the file that could not be read, by their place among them. */
  'datasets:rejected-lines': request<readonly RejectedLine[]>()(byDataset.extend({ offset: z.number().int().nonnegative(), limit: z.number().int().min(1).max(1000) })),
  /** Asks for a file with test rows and opens it beside the dataset that is shown. Null where the person cancelled. */
  'datasets:pick-test-file': request<{ readonly path: string; readonly record: DatasetRecord } | null>()(none),
  /** Opens the file again, as it is now or read in another way. */
  'datasets:reread': request<DatasetRecord>()(byDataset.extend({ reading: readingOptions })),
  'datasets:file-state': request<{ readonly kind: 'unchanged' | 'changed' | 'missing'; readonly path: string }>()(byDataset),
  'datasets:audit': request<Audit>()(byDataset.extend({ recipe })),
  'datasets:plan': request<RowPlan>()(byDataset.extend({ recipe })),
  'datasets:explore': request<Exploration>()(byDataset.extend({ recipe })),
  'datasets:column-by-target': request<ColumnByTarget>()(byDataset.extend({ recipe, column: z.string() })),
  /** Ends what is going on, which then answers `cancelled`. */
  'datasets:cancel': request<null>()(z.object({ work: z.enum(datasetWork) })),
  'datasets:evidence': request<EvidenceRows>()(
    byDataset.extend({ recipe, kind: findingKind, column: z.string().nullable(), offset: z.number().int().nonnegative(), limit: z.number().int().min(1).max(1000) }),
  ),
  'datasets:preview': request<TablePreview>()(byDataset.extend({ reading: readingOptions, rows: z.number().int().min(1).max(200) })),
  'datasets:type-losses': request<readonly TypeLoss[]>()(byDataset.extend({ column: z.string() })),
  /** Asks for a file and writes the lines that could not be read into it. Null where the person cancelled. */
  'datasets:export-rejected': request<string | null>()(byDataset),
  /** What was measured before with the weights that the run has now; null: nothing. Quick. */
  'evaluation:kept-importance': request<KeptImportance | null>()(byPart),
  /** Measures how much the run depends on each column, unless it was measured before; with progress, and can be cancelled. */
  'evaluation:importance': request<KeptImportance>()(
    byPart.extend({ repeats: z.number().int().min(1).max(100).optional(), seed: z.number().int().min(0).max(0xffffffff).optional() }),
  ),
  /** Metrics by the values of any column of the table. */
  'evaluation:slices': request<RunSlices>()(byPart.extend({ column: z.string(), bins: z.number().int().min(2).max(50).optional() })),
  /** Ends what is going on, which then answers `cancelled`. */
  'evaluation:cancel': request<null>()(z.object({ work: z.enum(evaluationWork) })),
  /** What the scores of a part say: curves, calibration, residuals, intervals. */
  'evaluation:overview': request<EvaluationOverview>()(byPart),
  'evaluation:class': request<ClassView>()(byPart.extend({ which: z.number().int().nonnegative() })),
  /** The worst rows; `truth` and `predicted` are places of classes. */
  'evaluation:rows': request<BadRows>()(
    byPart.extend({
      truth: z.number().int().nonnegative().optional(),
      predicted: z.number().int().nonnegative().optional(),
      limit: z.number().int().min(1).max(1000),
    }),
  ),
  'runs:start': request<RunRecord>()(
    /** With a baseline, that is grown instead of the network. */
    z.object({ dataset: datasetId, name: z.string().max(200), recipe, model: modelDesign, training: trainingSettings, baseline: baselineSettings.optional() }),
  ),
  /** The runs from this place on, newest first; the list is made anew where `from` is 0. */
  'runs:list': request<RunListPage>()(z.object({ from: z.number().int().nonnegative() })),
  'runs:get': request<RunDetail>()(byRun),
  'runs:stop': request<null>()(byRun.extend({ when: z.enum(['now', 'epoch-end', 'pause']) })),
  'runs:resume': request<RunRecord>()(byRun.extend({ epochs: z.number().int().positive().max(1_000_000).optional() })),
  /** Starts the experiment of a run anew, as another run. */
  'runs:again': request<RunRecord>()(byRun),
  'runs:annotate': request<RunDetail>()(
    byRun.extend({
      name: z.string().max(200).optional(),
      tags: z.array(z.string().max(60)).max(50).optional(),
      notes: z.string().max(100_000).optional(),
      archived: z.boolean().optional(),
    }),
  ),
  'runs:delete': request<null>()(byRun),
  'runs:restore': request<RunDetail>()(byRun),
  'runs:show-folder': request<null>()(byRun),
  'queue:get': request<QueueView>()(none),
  'queue:pause': request<QueueView>()(none),
  'queue:resume': request<QueueView>()(none),
  'queue:move': request<QueueView>()(byRun.extend({ place: z.number().int().nonnegative() })),
  'queue:cancel': request<QueueView>()(byRun),
  'storage:use': request<StorageUse>()(none),
  'storage:prune': request<Pruned>()(z.object({ rules: z.array(pruneRule).min(1).max(10), dryRun: z.boolean() })),
  'storage:empty-bin': request<{ readonly trashed: number; readonly removed: number; readonly left: number }>()(z.object({ forGood: z.boolean() })),
  /** Whether copies of tables are kept in the workspace; null: as it is set. */
  'storage:keep-data': request<{ readonly keepData: boolean }>()(z.object({ keep: z.boolean().nullable() })),
  'storage:keep-copy': request<DatasetRecord>()(byDataset),
  /** Asks for the file with the rows to predict, which main remembers. Null where the person cancelled. */
  'predict:choose-file': request<{ readonly name: string; readonly bytes: number } | null>()(none),
  /** Asks where to, and predicts the chosen file. Null where the person cancelled. */
  'predict:run': request<PredictResult | null>()(
    byRun.extend({
      format: z.enum(predictionFormats),
      keep: z.boolean(),
      scores: z.boolean(),
      epoch: z.union([z.enum(['best', 'last']), z.number().int().positive()]),
    }),
  ),
  'predict:cancel': request<null>()(none),
  /** Metrics of a part of the run's rows with the weights of an epoch that has some: as recorded, or scored now. */
  'predict:score': request<EpochScores>()(byPart.extend({ epoch: z.union([z.enum(['best', 'last']), z.number().int().positive()]) })),
  /** Shows the predictions made last in the file browser of the system. */
  'predict:show': request<null>()(none),
  /** Trains the run once more from its record and compares the weights. */
  'proofs:verify': request<VerifyResult>()(byRun),
  'proofs:cancel': request<null>()(none),
  /** One comparison at a time: a newer one ends the older, which answers `cancelled`. `ticket`: events of this request carry it. */
  'compare:runs': request<Comparison>()(
    z.object({ ticket: z.number().int(), runs: z.array(runId).min(2).max(20), baseline: runId.optional(), on: z.enum(comparedParts).optional(), key: z.string().min(1).optional() }),
  ),
  'compare:cancel': request<null>()(none),
  'compare:curves': request<readonly RunCurves[]>()(z.object({ runs: z.array(runId).max(20) })),
  'compare:flips': request<{ readonly total: number; readonly rows: readonly FlippedRow[] }>()(
    comparedPair.extend({ flip: z.enum(['gained', 'lost']), offset: z.number().int().nonnegative(), limit: z.number().int().min(1).max(1000) }),
  ),
  'compare:confusion': request<ConfusionPair>()(comparedPair),
  'compare:keep-ensemble': request<RunRecord>()(z.object({ runs: z.array(runId).min(2).max(20), name: z.string().max(200) })),
  /** Trains each of these runs again with other seeds, as a study of each; answers the ids of the studies. */
  'compare:repeat': request<readonly string[]>()(z.object({ runs: z.array(runId).min(1).max(20), seeds: z.number().int().min(2).max(100), resplit: z.boolean() })),
  /** Asks where, and writes a report or picture there. Null where the person cancelled. */
  'compare:save': request<string | null>()(z.object({ name: z.string().min(1).max(120), content: z.union([z.string().max(100_000_000), z.instanceof(Uint8Array)]) })),
  /** Asks for the config file of a comparison. Null where the person cancelled. */
  'compare:open-config': request<CompareConfig | null>()(none),
  /** Newest first. */
  'studies:list': request<readonly (StudyEntry | UnreadableStudy)[]>()(none),
  /** `detail`: the JSON of StudyDetail, because the bridge copies a text as one piece and an object field by field. */
  'studies:get': request<{ readonly detail: string }>()(byStudy),
  /** What is wrong with a study on this table, with the field of each. */
  'studies:check': request<readonly StudyProblem[]>()(z.object({ design: studyDesign, dataset: datasetId })),
  /** `of`: the run that a repeat repeats. `jobs`: trials at once; absent: by cores. */
  'studies:start': request<StudyRecord>()(z.object({ design: studyDesign, dataset: datasetId, jobs: z.number().int().min(1).max(256).optional(), of: runId.optional() })),
  'studies:pause': request<StudyRecord>()(byStudy),
  'studies:resume': request<StudyRecord>()(byStudy),
  'studies:stop-trial': request<null>()(byStudy.extend({ trial: z.number().int().positive() })),
  'studies:add-trials': request<null>()(byStudy.extend({ trials: z.array(z.record(z.string(), z.unknown())).min(1).max(1000) })),
  'studies:change': request<StudyRecord>()(byStudy.extend({ name: z.string().min(1).max(200).optional(), budget: budget.optional(), jobs: z.number().int().min(1).max(256).optional() })),
  /** Takes the best trial by validation, scores its test rows, and writes down when, and out of how many it was chosen. */
  'studies:evaluate': request<StudyRecord>()(byStudy),
  'studies:report': request<StudyReport>()(byStudy),
  /** To the bin of the workspace, from where its folder can be moved back; its runs stay. */
  'studies:delete': request<null>()(byStudy),
  'studies:show-folder': request<null>()(byStudy),
  'studies:open-shipped': request<OpenedStudy>()(z.object({ study: z.enum(shippedStudies) })),
  /** Asks for the file of a study. Null where the person cancelled. */
  'studies:open-file': request<OpenedStudy | null>()(none),
} as const

export type Requests = typeof requests
export type Channel = keyof Requests
export type ArgumentOf<C extends Channel> = z.infer<Requests[C]['argument']>
export type ResultOfChannel<C extends Channel> = Requests[C] extends Request<z.ZodType, infer Result> ? Result : never

/** How main answers: never by throwing across the bridge, which would lose the code. */
export type Answer<Result> = { readonly ok: true; readonly value: Result } | { readonly ok: false; readonly error: ErrorEnvelope }

export const menuCommands = [
  'open-dataset',
  'open-sample',
  'open-penguins',
  'go-data',
  'go-design',
  'go-runs',
  'go-compare',
  'go-studies',
  'go-settings',
  'train',
  'stop',
  'new-study',
  'command-palette',
  'toggle-rail',
] as const
export type MenuCommand = (typeof menuCommands)[number]

/** Everything main tells the window without being asked; at most ten messages a second a run. */
export const events = {
  'runs:changed': event<RunEntry>(),
  'runs:removed': event<{ readonly id: string }>(),
  'runs:epochs': event<{ readonly id: string; readonly metrics: readonly EpochMetrics[] }>(),
  'runs:progress': event<{ readonly id: string; readonly progress: Extract<TrainEvent, { kind: 'progress' }> }>(),
  'datasets:opened': event<DatasetRecord>(),
  'datasets:progress': event<{ readonly doing: string; readonly share: number | null }>(),
  'datasets:audit-progress': event<{ readonly id: string; readonly doing: string; readonly share: number | null }>(),
  'evaluation:progress': event<{ readonly id: string; readonly doing: string; readonly share: number | null }>(),
  /** All but intervals and tests, as soon as the records are read. */
  'compare:table': event<{ readonly ticket: number; readonly comparison: Comparison }>(),
  'compare:progress': event<{ readonly ticket: number; readonly doing: string; readonly share: number }>(),
  'predict:progress': event<{ readonly id: string; readonly doing: string; readonly share: number | null }>(),
  'proofs:progress': event<{ readonly id: string; readonly doing: string; readonly share: number | null }>(),
  'studies:changed': event<StudyEntry>(),
  'studies:removed': event<{ readonly id: string }>(),
  /** A trial began, went on or ended. */
  'studies:trial': event<{ readonly id: string; readonly trial: Trial; readonly progress: StudyProgress }>(),
  /** The objective of a trial at work, by epoch. */
  'studies:epochs': event<{ readonly id: string; readonly trial: number; readonly points: readonly (readonly [number, number])[] }>(),
  'app:command': event(z.object({ command: z.enum(menuCommands) })),
  'app:error': event<ErrorEnvelope>(),
  'app:snapshot-changed': event<AppSnapshot>(),
} as const

export type Events = typeof events
export type EventName = keyof Events
export type PayloadOf<E extends EventName> = z.infer<Events[E]['payload']>
