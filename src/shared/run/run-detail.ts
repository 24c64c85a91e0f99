import type { EpochMetrics } from './epoch-metrics'
import type { Evaluation } from './evaluation'
import type { RunNotes, RunRecord } from './run-record'

/** Epochs of the weights that lie in model/best and model/last. */
export interface SavedEpochs {
  readonly best: number
  readonly last: number
}

/** One run with all its epochs: what the Run screen opens with. */
export interface RunDetail {
  readonly record: RunRecord
  readonly notes: RunNotes
  readonly metrics: readonly EpochMetrics[]
  /** Of the best weights. */
  readonly evaluation: Evaluation | null
  /** The file as it is, where a part of it was scored with weights that are not the best any more. */
  readonly outdated?: Evaluation
  /** Of an ensemble: members that have other weights than it was scored with; absent where there are none. */
  readonly changedMembers?: readonly string[]
  /** Only where the weights in model/best and model/last are not those of the best and the last epoch: training on ended before it saved them. */
  readonly saved?: SavedEpochs
  /** Where the run lies, to show to a person. */
  readonly dir: string
  readonly hasCheckpoint: boolean
  /** Epochs whose weights were kept, beside the best and the last; ascending. */
  readonly keptEpochs: readonly number[]
}
