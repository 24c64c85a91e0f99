import { z } from 'zod'

/** What of a run takes room. `record`: what the run is told by, which is never pruned: run.json, notes, epochs, pipeline, evaluation, log. */
export const runParts = ['record', 'weights', 'keptEpochs', 'checkpoint', 'scores', 'other'] as const
export type RunPart = (typeof runParts)[number]

export type BytesByPart = Readonly<Record<RunPart, number>>

export interface RunRoom {
  readonly id: string
  readonly name: string
  readonly status: string
  readonly archived: boolean
  /** Epochs whose weights were kept, beside the best and the last. */
  readonly epochs: readonly number[]
  readonly bytes: BytesByPart
  readonly total: number
}

export interface BinEntry {
  readonly kind: 'run' | 'study'
  readonly id: string
  readonly name: string
  /** When it was deleted. ISO 8601. */
  readonly deleted: string
  readonly bytes: number
}

/** What takes room in a workspace, in bytes as the files count them. */
export interface StorageUse {
  readonly runs: { readonly count: number; readonly bytes: BytesByPart; readonly total: number }
  /** What of this belongs to archived runs. */
  readonly archived: { readonly count: number; readonly bytes: BytesByPart; readonly total: number }
  /** Runs that take most room, the largest first. */
  readonly largest: readonly RunRoom[]
  /** Prepared tables: made again when they are needed. */
  readonly cache: { readonly tables: number; readonly bytes: number }
  /** The list of runs: made again when it is gone. */
  readonly index: number
  readonly datasets: { readonly records: number; readonly copies: number; readonly bytes: number }
  readonly studies: number
  /** Models that were brought in. */
  readonly imports: number
  readonly bin: readonly BinEntry[]
  /** Files on their way. */
  readonly tmp: number
  readonly total: number
}

/** What may be thrown away, never a run's record. Runs that wait or work are left alone. */
export const pruneRule = z.discriminatedUnion('kind', [
  /** Weights of epochs that were kept, but the best and the last. */
  z.object({ kind: z.literal('kept-epochs'), archivedOnly: z.boolean() }),
  /** Scores by row: what comparisons are made of. */
  z.object({ kind: z.literal('scores'), archivedOnly: z.boolean() }),
  /** Checkpoints of completed runs: they cannot be trained on any more. */
  z.object({ kind: z.literal('checkpoints'), archivedOnly: z.boolean() }),
  /** Prepared tables beyond so many bytes, those used longest ago first. */
  z.object({ kind: z.literal('cache'), keepBytes: z.number().nonnegative() }),
])
export type PruneRule = z.infer<typeof pruneRule>

export interface Pruned {
  /** Nothing was thrown away: it is what would be. */
  readonly dryRun: boolean
  readonly bytes: number
  readonly files: number
  /** Runs that lost something. */
  readonly runs: number
  /** Runs that were left alone, and why. */
  readonly left: readonly { readonly id: string; readonly reason: string }[]
}

/** The prepared tables of a workspace are kept under this size. */
export const cacheLimitBytes = 10e9
