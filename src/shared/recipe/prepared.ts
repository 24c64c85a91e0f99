import { z } from 'zod'
import { splitSummary } from '../run/run-record'

/** How many rows of each class (in label order) a part holds; empty for regression. */
const perClass = z.array(z.number().int().nonnegative())

/**
 * prepared.json: what `prepare` wrote to `<cache>/<hash>/`. Version 1.
 * features.npy [rows, features.length] float32, labels.npy [rows] float32, rows.npy [rows] int32 and, where the recipe names a weight
 * column, weights.npy [rows] float32; where its split names a group, keys.npy [rows] int32. Rows lie in the order: all train, then validation, then test; each part in source order.
 */
export const prepared = z.object({
  version: z.literal(1),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  /** Rows of the arrays: split.train + split.validation + split.test. */
  rows: z.number().int().positive(),
  /** Rows that the file has, before any was dropped. */
  sourceRows: z.number().int().positive(),
  /** Names of the numeric inputs, in the order of the columns of features.npy. */
  features: z.array(z.string()),
  /** Class names in label order; empty for regression. */
  classes: z.array(z.string()),
  split: splitSummary,
  /** Rows of each class in each part. */
  classCounts: z.object({ train: perClass, validation: perClass, test: perClass }),
  /** Which rows were left out before the split, in the order of the steps. */
  dropped: z.array(z.object({ reason: z.string(), rows: z.number().int().positive() })),
  weighted: z.boolean(),
  /** The column whose values keys.npy tells apart: equal codes, equal keys; a row without one has a code of its own. Absent without keys.npy. */
  key: z.string().optional(),
  /** How long the preparation took when it was made. */
  preparedMs: z.number(),
})
export type Prepared = z.infer<typeof prepared>
