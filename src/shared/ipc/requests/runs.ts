import { z } from 'zod'
import { baselineSettings } from '../../baseline/baseline-settings'
import { datasetId } from '../../dataset/dataset-record'
import type { RunEntry } from '../../engine/analysis-methods'
import type { TrainEvent } from '../../engine/trainer-methods'
import { modelDesign } from '../../model/model-design'
import { recipe } from '../../recipe/recipe'
import type { EpochMetrics } from '../../run/epoch-metrics'
import type { RunDetail } from '../../run/run-detail'
import type { RunRecord } from '../../run/run-record'
import { trainingSettings } from '../../training/training-settings'
import { none, byRun } from './arguments'
import { event, request } from './request'

/**
 * Runs as a list. `entries`: the JSON of RunEntry[], because the bridge copies a text as one piece and an object field by field.
 * `total`: how many the list has.
 */
export interface RunListPage {
  readonly entries: string
  readonly total: number
}

/** What waits, in order, and what is at work, in all programs on the workspace. */
export interface QueueView {
  readonly paused: boolean
  readonly runs: readonly string[]
  readonly working: readonly string[]
  /** How many train at once, at most. */
  readonly atOnce: number
}

/** Runs and the queue they wait in. */
export const runsRequests = {
  'runs:start': request<RunRecord>()(
    /** With a baseline, that is grown instead of the network. */
    z.object({ dataset: datasetId, name: z.string().max(200), recipe, model: modelDesign, training: trainingSettings, baseline: baselineSettings.optional() }),
  ),
  /** The runs from this place on, newest first; the list is made anew where `from` is 0. */
  'runs:list': request<RunListPage>()(z.object({ from: z.number().int().nonnegative() })),
  /** Asks for a folder of TensorBoard or MLflow runs and reads them into the list: how many, or null where the person cancelled. */
  'runs:import': request<{ readonly from: 'tensorboard' | 'mlflow'; readonly runs: number } | null>()(none),
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
  'runs:restore': request<string>()(byRun),
  'runs:show-folder': request<null>()(byRun),
  'queue:get': request<QueueView>()(none),
  'queue:pause': request<QueueView>()(none),
  'queue:resume': request<QueueView>()(none),
  'queue:move': request<QueueView>()(byRun.extend({ place: z.number().int().nonnegative() })),
  'queue:cancel': request<QueueView>()(byRun),
} as const

export const runsEvents = {
  'runs:changed': event<RunEntry>(),
  'runs:removed': event<{ readonly id: string }>(),
  'runs:epochs': event<{ readonly id: string; readonly metrics: readonly EpochMetrics[] }>(),
  'runs:progress': event<{ readonly id: string; readonly progress: Extract<TrainEvent, { kind: 'progress' }> }>(),
} as const
