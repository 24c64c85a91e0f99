import { z } from 'zod'
import { column } from './column'
import { readingOptions } from './reading-options'

export const datasetId = z.string().regex(/^d-[0-9a-f]{12}$/)

/** A line of the file that could not be read. */
export const rejectedLine = z.object({ line: z.number().int().positive(), reason: z.string(), text: z.string() })
export type RejectedLine = z.infer<typeof rejectedLine>

/** datasets/<dataset-id>.json: where the file is, what is in it. Version 1. */
export const datasetRecord = z.object({
  version: z.literal(1),
  id: datasetId,
  name: z.string(),
  /** Absolute, or relative to the workspace when the file lies inside it. */
  path: z.string(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.number().int().nonnegative(),
  modified: z.string(),
  synthetic: z.boolean(),
  /** Complete: what was sniffed and what was overridden. */
  reading: readingOptions,
  rows: z.number().int().nonnegative(),
  rejectedRows: z.number().int().nonnegative(),
  /** The first of them; the data engine lists the rest on request. */
  rejected: z.array(rejectedLine),
  columns: z.array(column),
  openedAt: z.string(),
  /** A Parquet copy of the table in the workspace: what is read where the file itself is nowhere. */
  copy: z.object({ path: z.string(), sha256: z.string().regex(/^[0-9a-f]{64}$/), bytes: z.number().int().nonnegative() }).optional(),
})
export type DatasetRecord = z.infer<typeof datasetRecord>
