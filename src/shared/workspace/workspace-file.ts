import { z } from 'zod'
import type { VersionedFormat } from '../files/versioned'

/** crossfade.json: marks the folder as a workspace and holds the settings that change runs. Version 1. */
export const workspaceFile = z.object({
  version: z.literal(1),
  created: z.string(),
  /** How many runs train at once; absent: by cores. */
  parallelRuns: z.number().int().min(1).max(64).optional(),
  /** A copy of each table that is trained on is kept in the workspace. */
  keepData: z.boolean().optional(),
})
export type WorkspaceFile = z.infer<typeof workspaceFile>
export const workspaceFormat: VersionedFormat<typeof workspaceFile> = { schema: workspaceFile, current: 1, upgrades: {} }

/** queue.json: ids of the runs that wait, first in first out. Version 1. */
export const queueFile = z.object({
  version: z.literal(1),
  /** Nothing is started from the queue while it is paused. */
  paused: z.boolean(),
  runs: z.array(z.string()),
  /** Ids of the runs that were taken out of the queue and are at work, in whatever program: they count against how many train at once. */
  working: z.array(z.string()).optional(),
  /** Ids of the trials of studies that are at work, in whatever program: they count likewise, but for one run, which works beside them. */
  trials: z.array(z.string()).optional(),
})
export type QueueFile = z.infer<typeof queueFile>
export const queueFormat: VersionedFormat<typeof queueFile> = { schema: queueFile, current: 1, upgrades: {} }

/** Two small trainings of one thread do more than one with two threads, but a table of any size keeps two cores busy. */
export const parallelRunsFor = (cores: number): number => Math.max(1, Math.floor(cores / 2))
