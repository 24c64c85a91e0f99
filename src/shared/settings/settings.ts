import { z } from 'zod'
import { trainingSettings } from '../training/training-settings'

/** How numbers are written: decimal mark, and what separates thousands. */
export const decimalStyles = ['point', 'comma', 'comma-space', 'point-space'] as const
export type DecimalStyle = (typeof decimalStyles)[number]

/** Settings that came later: a file without them gets the default. A change without them leaves them, so the default is not part of these. */
const later = {
  decimalStyle: z.enum(decimalStyles),
  /** What the training settings of a new design start with. */
  newRuns: trainingSettings.pick({ engine: true, threads: true, keepEvery: true }),
  /** Whether event files for TensorBoard are written while a run trains, into `tensorboard/` of the workspace. */
  liveTensorBoard: z.boolean(),
  /** The MLflow tracking server that runs are sent to; empty: none is known. */
  mlflowAddress: z.string().max(300),
}

/** What electron-store keeps: window matters only. What a run depends on lives in the experiment or in crossfade.json. */
export const settings = z.object({
  version: z.literal(1),
  theme: z.enum(['system', 'light', 'dark']),
  window: z.object({
    width: z.number().int().min(400),
    height: z.number().int().min(300),
    x: z.number().int().optional(),
    y: z.number().int().optional(),
    maximized: z.boolean(),
  }),
  railCollapsed: z.boolean(),
  workspace: z.string().nullable(),
  /** Dataset ids, newest first. */
  recent: z.array(z.object({ id: z.string(), name: z.string(), path: z.string() })).max(10),
  notifyAfterSeconds: z.number().int().nonnegative(),
  decimalStyle: later.decimalStyle.default('point'),
  newRuns: later.newRuns.default({ engine: 'auto', threads: 'auto', keepEvery: 0 }),
  liveTensorBoard: later.liveTensorBoard.default(false),
  mlflowAddress: later.mlflowAddress.default(''),
  /** Screen state by key: column choices, split positions. */
  layout: z.record(z.string(), z.unknown()),
})
export type Settings = z.infer<typeof settings>

export const defaultSettings: Settings = {
  version: 1,
  theme: 'system',
  window: { width: 1360, height: 880, maximized: false },
  railCollapsed: false,
  workspace: null,
  recent: [],
  notifyAfterSeconds: 60,
  decimalStyle: 'point',
  newRuns: { engine: 'auto', threads: 'auto', keepEvery: 0 },
  liveTensorBoard: false,
  mlflowAddress: '',
  layout: {},
}

/** What the window may change. */
export const settingsChange = settings.pick({ theme: true, railCollapsed: true, notifyAfterSeconds: true, layout: true }).extend(later).partial()
export type SettingsChange = z.infer<typeof settingsChange>
