import type { EpochMetrics } from './epoch-metrics'
import type { Evaluation } from './evaluation'
import type { RunNotes, RunRecord } from './run-record'

/** One run with all its epochs: what the Run screen opens with. */
export interface RunDetail {
  readonly record: RunRecord
  readonly notes: RunNotes
  readonly metrics: readonly EpochMetrics[]
  readonly evaluation: Evaluation | null
  /** Where the run lies, to show to a person. */
  readonly dir: string
  readonly hasCheckpoint: boolean
  /** Epochs whose weights were kept, beside the best and the last; ascending. */
  readonly keptEpochs: readonly number[]
}
