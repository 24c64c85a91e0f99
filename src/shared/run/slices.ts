import { z } from 'zod'
import type { Measured } from './evaluation'

export const sliceName = z.object({
  /** The value, a range of values, "missing", or "12 other values". */
  name: z.string(),
  kind: z.enum(['value', 'range', 'other', 'missing']),
  /** Of numbers: the least and the largest value in it; null of categories and missing ones. */
  range: z.tuple([z.number(), z.number()]).nullable(),
})
export type SliceName = z.infer<typeof sliceName>

/** Some of the rows of a part, by their value of a column. */
export interface Slice extends SliceName {
  readonly rows: number
  /** By name. A metric that a slice of so few rows has not is absent. */
  readonly metrics: Readonly<Record<string, Measured>>
}

/** Metrics of a run by the values of a column. Every row of the part is in exactly one slice. */
export interface Slices {
  readonly column: string
  /** How the column was read. */
  readonly read: 'numbers' | 'categories'
  /** Names of the metrics, in the order in which they are shown. */
  readonly metrics: readonly string[]
  /** All rows of the part. */
  readonly overall: Slice
  /** Numbers ascending, categories the most frequent first; then other values, then missing ones. */
  readonly slices: readonly Slice[]
}

/** Ranges of a column of numbers, and categories that are a slice of their own. */
export const sliceDefaults = { bins: 5, most: 20 } as const
