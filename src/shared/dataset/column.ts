import { z } from 'zod'

export const columnTypes = ['number', 'category', 'boolean', 'date', 'text', 'id'] as const
export const columnType = z.enum(columnTypes)
export type ColumnType = z.infer<typeof columnType>

/** A number that JSON can hold: what was NaN or infinite is null. */
const statistic = z.number().nullable()

/** The shape of a histogram: `edges` has one more entry than `counts`; bins are half open, the last one closed. */
export const histogram = z.object({ edges: z.array(z.number()), counts: z.array(z.number().int()) })
export type Histogram = z.infer<typeof histogram>

/** One column of a table with its profile. Statistics of numbers are over the values that are present. */
export const column = z.object({
  name: z.string(),
  /** 0-based place in the file. */
  position: z.number().int().nonnegative(),
  type: columnType,
  /** Rows without a value. */
  missing: z.number().int().nonnegative(),
  /** Different values among those present. */
  distinct: z.number().int().nonnegative(),
  min: z.union([z.number(), z.string()]).nullable(),
  max: z.union([z.number(), z.string()]).nullable(),
  mean: statistic,
  /** Sample standard deviation (n - 1). */
  std: statistic,
  /** 5 %, 25 %, 50 %, 75 %, 95 %, linear interpolation between order statistics. */
  quantiles: z.array(z.number()).nullable(),
  histogram: histogram.nullable(),
  /** Most frequent values, most frequent first. */
  top: z.array(z.object({ value: z.string(), count: z.number().int() })),
})
export type Column = z.infer<typeof column>
