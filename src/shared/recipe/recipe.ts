import { z } from 'zod'
import { columnType } from '../dataset/column'

export const task = z.enum(['classification', 'regression'])
export type Task = z.infer<typeof task>

/** Which columns a step is for: all of the type it works on, or those named. The last step of a kind that names a column wins. */
const selection = z.union([z.literal('all'), z.array(z.string()).min(1)])

/** What happens to rows, in order, before anything is split or fitted. */
export const rowStep = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('drop-missing-target') }),
  z.object({ kind: z.literal('drop-missing'), columns: selection }),
  z.object({ kind: z.literal('drop-duplicates') }),
  z.object({ kind: z.literal('one-row-per-key'), column: z.string() }),
  z.object({ kind: z.literal('conflicting-labels'), keep: z.enum(['none', 'majority']) }),
  /** Rows with the features of a row of the test file. */
  z.object({ kind: z.literal('drop-test-twins') }),
  z.object({ kind: z.literal('filter'), expression: z.string().max(2000) }),
  z.object({ kind: z.literal('sample'), rows: z.number().int().positive(), seed: z.number().int().nonnegative() }),
])
export type RowStep = z.infer<typeof rowStep>

export const scalings = ['standard', 'minmax', 'robust', 'log1p', 'quantile', 'none'] as const
/** `time` is seconds since 1970; months count from 1, weekdays from 0 for Monday; all in UTC. */
export const dateParts = ['time', 'year', 'month', 'day', 'weekday', 'hour'] as const
export const datePart = z.enum(dateParts)
export type DatePart = z.infer<typeof datePart>

export const encodingMethods = ['one-hot', 'ordinal', 'frequency', 'target'] as const

/** What happens to feature columns, in order. Every statistic is fitted on the training rows only. */
export const columnStep = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('impute-number'),
    columns: selection,
    method: z.enum(['median', 'mean', 'mode', 'constant']),
    value: z.number().optional(),
    indicator: z.boolean(),
  }),
  z.object({ kind: z.literal('impute-category'), columns: selection, method: z.enum(['own-category', 'mode']) }),
  z.object({
    kind: z.literal('clip'),
    columns: selection,
    low: z.number().min(0).max(0.5),
    high: z.number().min(0.5).max(1),
  }),
  /** Which numbers a date becomes; without this step, its time. */
  z.object({ kind: z.literal('date-parts'), columns: selection, parts: z.array(datePart).min(1) }),
  z.object({ kind: z.literal('scale'), columns: selection, method: z.enum(scalings) }),
  z.object({
    kind: z.literal('encode'),
    columns: selection,
    method: z.enum(encodingMethods),
    /** Categories beyond this many, the rarest, become `other`. */
    limit: z.number().int().min(1).max(1000),
    /** How a category that was not seen in training is encoded. */
    unseen: z.enum(['zeros', 'other']),
  }),
])
export type ColumnStep = z.infer<typeof columnStep>

export const splitMethods = ['stratified', 'random', 'group', 'ordered', 'column'] as const

export const split = z
  .object({
    method: z.enum(splitMethods),
    /** Shares of all rows that are kept. */
    validation: z.number().min(0).max(0.9),
    test: z.number().min(0).max(0.9),
    seed: z.number().int().min(0).max(0xffffffff),
    group: z.string().optional(),
    column: z.string().optional(),
    testFile: z.string().optional(),
    /** Cross-validation: training and validation rows are dealt into folds, of which this one validates. The test part stays. */
    fold: z
      .object({
        of: z.number().int().min(2).max(100),
        /** From 0. */
        index: z.number().int().min(0).max(99),
        seed: z.number().int().min(0).max(0xffffffff),
        stratified: z.boolean(),
        /** Rows with equal values of this column stay in one fold. */
        group: z.string().optional(),
      })
      .refine((f) => f.index < f.of, { message: 'there is no such fold: they are counted from 0' })
      .optional(),
    /** Only this share of the training rows is used, of each class alike; larger shares of the same seed hold the smaller ones. */
    trainingShare: z.object({ share: z.number().gt(0).max(1), seed: z.number().int().min(0).max(0xffffffff) }).optional(),
  })
  .refine((s) => s.validation + s.test < 1, { message: 'validation and test together leave no training rows' })
  .refine((s) => s.method !== 'group' || s.group !== undefined, { message: 'a group split needs a group column' })
  .refine((s) => s.method !== 'column' || s.column !== undefined, { message: 'a split by column needs the column' })
export type Split = z.infer<typeof split>

/** From the table to numbers. Documented field by field in docs/experiment-format.md. */
export const recipe = z.object({
  task,
  target: z.string(),
  columns: z.object({
    features: z.array(z.string()).min(1),
    /** Left out, with the reason in words: shown, and it changes nothing. */
    ignored: z.array(z.object({ name: z.string(), reason: z.string() })),
    /** Types that differ from what was found in the file. */
    types: z.record(z.string(), columnType),
    weight: z.string().optional(),
  }),
  rows: z.array(rowStep),
  steps: z.array(columnStep),
  split,
})
export type Recipe = z.infer<typeof recipe>
