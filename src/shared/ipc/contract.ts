import { z } from 'zod'
import { findingKind } from '../dataset/audit'
import type { Audit } from '../dataset/audit'
import { datasetId } from '../dataset/dataset-record'
import type { DatasetRecord } from '../dataset/dataset-record'
import type { ColumnByTarget, Exploration } from '../dataset/exploration'
import { readingOptions } from '../dataset/reading-options'
import type { RunEntry } from '../engine/analysis-methods'
import type { EvidenceRows, RowPlan, TablePage, TablePreview, TypeLoss } from '../engine/data-methods'
import type { EngineProbe, TrainEvent } from '../engine/trainer-methods'
import type { ErrorEnvelope } from '../errors'
import { modelDesign } from '../model/model-design'
import { recipe } from '../recipe/recipe'
import type { EpochMetrics } from '../run/epoch-metrics'
import type { RunDetail } from '../run/run-detail'
import { runId } from '../run/run-record'
import type { RunRecord } from '../run/run-record'
import { settingsChange } from '../settings/settings'
import type { Settings } from '../settings/settings'
import { trainingSettings } from '../training/training-settings'

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

export interface AppSnapshot {
  readonly version: string
  readonly electron: string
  /** False: the fallback Electron, for development and tests only. */
  readonly officialElectron: boolean
  readonly workspace: { readonly dir: string; readonly readOnly: boolean } | null
  readonly settings: Settings
  readonly engine: EngineProbe | null
  /** What went wrong before the window was there, such as a settings file set aside. */
  readonly notices: readonly ErrorEnvelope[]
}

/** Work on a table of which there is one at a time, and which can be cancelled. */
export const datasetWork = ['open', 'audit', 'plan', 'explore'] as const
export type DatasetWork = (typeof datasetWork)[number]

export const samples = ['songs', 'penguins'] as const

/** Every request the window can make. A channel literal stands nowhere else. */
export const requests = {
  'app:snapshot': request<AppSnapshot>()(none),
  'app:probe-engine': request<EngineProbe>()(none),
  'app:open-logs': request<null>()(none),
  'app:open-link': request<null>()(z.object({ url: z.string().max(2000) })),
  'app:copy-text': request<null>()(z.object({ text: z.string().max(5_000_000) })),
  'app:report-error': request<null>()(z.object({ message: z.string().max(10_000), stack: z.string().max(50_000).optional() })),
  'settings:change': request<Settings>()(settingsChange),
  'workspace:choose': request<AppSnapshot | null>()(none),
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
    }),
  ),
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
  'runs:start': request<RunRecord>()(
    z.object({ dataset: datasetId, name: z.string().max(200), recipe, model: modelDesign, training: trainingSettings }),
  ),
  'runs:list': request<readonly RunEntry[]>()(none),
  'runs:get': request<RunDetail>()(byRun),
  'runs:stop': request<null>()(byRun.extend({ when: z.enum(['now', 'epoch-end', 'pause']) })),
  'runs:resume': request<RunRecord>()(byRun.extend({ epochs: z.number().int().positive().max(1_000_000).optional() })),
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
  'app:command': event(z.object({ command: z.enum(menuCommands) })),
  'app:error': event<ErrorEnvelope>(),
  'app:snapshot-changed': event<AppSnapshot>(),
} as const

export type Events = typeof events
export type EventName = keyof Events
export type PayloadOf<E extends EventName> = z.infer<Events[E]['payload']>
