import type { TreeSettings } from '@shared/baseline/baseline-settings'
import type { Experiment } from '@shared/experiment/experiment'
import type { EpochMetrics } from '@shared/run/epoch-metrics'
import type { RunRecord } from '@shared/run/run-record'

/** All that a worker must know to train a trial; the table is named by its hash in the experiment. */
export interface TrialJob {
  /** The id of its run, given before the run is made: a job handed out twice is one run. */
  readonly run: string
  readonly study: { readonly id: string; readonly trial: number }
  readonly experiment: Experiment
  /** It grows these, on the rows of the experiment; absent: it trains a network. */
  readonly trees?: TreeSettings
  readonly datasetId: string
  readonly name: string
  readonly tags: readonly string[]
  /** It ends, resumable, after this epoch; null: when its training is over. */
  readonly stopAfter: number | null
}

/** A trial at work. */
export interface TrialAtWork {
  /** However it ended; rejects only where the run could not even be begun. */
  readonly ended: Promise<RunRecord>
  stop(when: 'now' | 'epoch-end' | 'pause'): Promise<void>
}

/**
 * Where trials are trained. A job that was begun before goes on from its checkpoint; one that is done answers at once. The pool of
 * processes on this machine is one implementation; workers elsewhere can be another.
 */
export interface TrialQueue {
  submit(job: TrialJob, onEpochs: (metrics: readonly EpochMetrics[]) => void): TrialAtWork
}
