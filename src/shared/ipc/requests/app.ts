import { z } from 'zod'
import type { EngineProbe } from '../../engine/trainer-methods'
import type { ErrorEnvelope } from '../../errors'
import { settingsChange } from '../../settings/settings'
import type { Settings } from '../../settings/settings'
import { none } from './arguments'
import { event, request } from './request'

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

/** Pages of docs/ that the window links to. */
export const docPages = ['data-pipeline', 'training-engine', 'comparing-runs', 'run-format', 'experiment-format', 'studies', 'take-away', 'benchmarks'] as const
export type DocPage = (typeof docPages)[number]

export const menuCommands = [
  'open-dataset',
  'open-sample',
  'open-penguins',
  'open-experiment',
  'save-experiment',
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

/** The program itself: what it is, its settings, its workspace, and the system around it. */
export const appRequests = {
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
} as const

export const appEvents = {
  'app:command': event(z.object({ command: z.enum(menuCommands) })),
  'app:error': event<ErrorEnvelope>(),
  'app:snapshot-changed': event<AppSnapshot>(),
} as const
