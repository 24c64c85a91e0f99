import type { BaselineSettings } from '@shared/baseline/baseline-settings'
import type { RunEntry } from '@shared/engine/analysis-methods'
import type { TrainEvent } from '@shared/engine/trainer-methods'
import type { Experiment } from '@shared/experiment/experiment'
import type { EpochMetrics } from '@shared/run/epoch-metrics'
import type { RunDetail } from '@shared/run/run-detail'
import type { RunNotes, RunRecord } from '@shared/run/run-record'
import type { RunSelection } from '@shared/run/select-runs'
import type { QueueFile } from '@shared/workspace/workspace-file'

export type Unsubscribe = () => void

export type RunEvent =
  | { readonly kind: 'changed'; readonly entry: RunEntry }
  | { readonly kind: 'removed'; readonly id: string }
  /** After the lines are on disk; at most ten a second a run, several epochs in one when they are fast. */
  | { readonly kind: 'epochs'; readonly id: string; readonly metrics: readonly EpochMetrics[] }
  | { readonly kind: 'progress'; readonly id: string; readonly progress: Extract<TrainEvent, { kind: 'progress' }> }

export interface StartOptions {
  /** Keeps a copy of the table, and of the file with the test rows, in the workspace; absent: as the workspace is set. */
  readonly keepData?: boolean | undefined
  /** Grows this instead of a network: a run of kind `trees`. */
  readonly baseline?: BaselineSettings | undefined
}

export interface RunService {
  /** Every run, newest first, or those selected. `slim`: to read the fields of results of; their settings may be left empty. */
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
  /** Answers the id. A run that cannot be read comes back as it is. */
  restore(id: string): Promise<string>
  /** Runs this process owns and that are not ended. */
  active(): readonly RunRecord[]
  subscribe(listener: (event: RunEvent) => void): Unsubscribe
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
