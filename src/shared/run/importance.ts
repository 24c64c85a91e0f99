import { z } from 'zod'

/** How much worse a metric gets when a column is shuffled: above 0, the model is worse without it. In the unit of the metric. */
const worsening = z.object({
  /** Over the repeats. */
  mean: z.number(),
  /** Over the repeats, with their number in the denominator, as scikit-learn's importances_std. */
  std: z.number(),
  /** 95 %, of the mean over other rows of the same kind; null for fewer than two rows, or keys. */
  interval: z.tuple([z.number(), z.number()]).nullable(),
  /** One a repeat. */
  values: z.array(z.number()),
})
export type Worsening = z.infer<typeof worsening>

const columnImportance = z.object({
  /** A column of the table. */
  column: z.string(),
  /** The inputs that were made of it; they are shuffled together. */
  features: z.array(z.string()),
  worse: z.record(z.string(), worsening),
})
export type ColumnImportance = z.infer<typeof columnImportance>

/** Permutation importance (Breiman 2001; Fisher, Rudin & Dominici 2019) of the columns on one part of the rows. */
export const partImportance = z.object({
  rows: z.number().int(),
  epoch: z.number().int(),
  /** Times that each column was shuffled. */
  repeats: z.number().int().positive(),
  seed: z.number().int().nonnegative(),
  computedAt: z.string(),
  ms: z.number(),
  /** sha256 of the weights, as in run.json; null where they are not those of the best or last epoch. */
  weights: z.string().nullable(),
  /** Names of the metrics; the first one orders the columns. */
  metrics: z.array(z.string()).min(1),
  /** Before anything is shuffled. */
  baseline: z.record(z.string(), z.number().nullable()),
  /** The most important first. */
  columns: z.array(columnImportance),
})
export type PartImportance = z.infer<typeof partImportance>

/** What shuffling one column does to the mean of several models. */
export interface MeanWorsening {
  readonly rows: number
  /** Before anything is shuffled, by metric. */
  readonly baseline: Readonly<Record<string, number>>
  /** By metric; empty where nothing was shuffled. */
  readonly worse: Readonly<Record<string, Worsening>>
}

/** importance.json: what was measured with the best weights. Version 1. */
export const importance = z.object({
  version: z.literal(1),
  validation: partImportance.nullable(),
  test: partImportance.nullable(),
})
export type Importance = z.infer<typeof importance>

export const importanceDefaults = { repeats: 5, seed: 42 } as const
