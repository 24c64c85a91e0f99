import { z } from 'zod'
import { runNotes, runRecord } from '../run/run-record'
import type { RunNotes, RunRecord } from '../run/run-record'
import { method } from './wire'

/** A row of the list of runs: enough to show, sort and search without opening the run's folder. */
export interface RunSummary {
  readonly kind: 'run'
  readonly record: RunRecord
  readonly notes: RunNotes
  /** Validation metric by epoch, thinned to at most 60 points: the sparkline. */
  readonly spark: readonly number[]
}

/** A run whose files cannot be read: shown beside the others, left alone. */
export interface UnreadableRun {
  readonly kind: 'unreadable'
  readonly id: string
  readonly dir: string
  readonly reason: string
}

export type RunEntry = RunSummary | UnreadableRun

/** A line of cache/runs-index.jsonl: a run as it was when its files had this stamp (times and sizes). Derived, safe to delete. */
export const indexLine = z.object({
  version: z.literal(1),
  stamp: z.string(),
  record: runRecord,
  notes: runNotes,
  spark: z.array(z.number()),
})
export type IndexLine = z.infer<typeof indexLine>

export const analysisMethods = {
  /** Every run of the workspace, newest first; a run whose owner died shows as interrupted. */
  indexRuns: method<readonly RunEntry[]>()(z.object({ runsDir: z.string().min(1), indexFile: z.string().min(1) })),
}
export type AnalysisMethods = typeof analysisMethods
