import { z } from 'zod'
import { columnType } from '../dataset/column'
import { readingOptions } from '../dataset/reading-options'
import { datePart, task } from './recipe'

/** Enters the cache key: raise it whenever the same recipe would give other numbers. */
export const pipelineVersion = 1

/** One fitted operation on a column of numbers, NaN where missing. `x` is the value that comes in. */
export const numberOperation = z.discriminatedUnion('kind', [
  /** A missing value becomes `value`. */
  z.object({ kind: z.literal('fill'), value: z.number() }),
  /** Values outside are moved to the nearer bound. */
  z.object({ kind: z.literal('clip'), low: z.number(), high: z.number() }),
  /** (x - shift) / scale */
  z.object({ kind: z.literal('linear'), shift: z.number(), scale: z.number() }),
  /** sign(x) · log(1 + |x|) */
  z.object({ kind: z.literal('log1p') }),
  /** Rank among `knots` (quantiles of the training values at equal steps), as a standard normal value. */
  z.object({ kind: z.literal('rank-normal'), knots: z.array(z.number()).min(1) }),
])
export type NumberOperation = z.infer<typeof numberOperation>

/** What is read from a raw cell, before anything fitted. */
const reader = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('number') }),
  /** The texts that mean 1; what is not among `yes` or `no` is missing. Lower case. */
  z.object({ kind: z.literal('boolean'), yes: z.array(z.string()), no: z.array(z.string()) }),
  /** `format` as DuckDB's strptime takes it, or 'iso'. The number is seconds since 1970, UTC. */
  z.object({ kind: z.literal('date'), format: z.string() }),
  /** With `numeric`, cells that are numbers are written alike before they are compared: 1, 1.0 and 01 are the category 1. */
  z.object({ kind: z.literal('category'), numeric: z.boolean() }),
])
export type ColumnReader = z.infer<typeof reader>

/** One numeric output made of a column, in the order of features.npy. */
const numberOutput = z.object({
  feature: z.string(),
  source: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('value') }),
    /** 1 where the value was missing, else 0. */
    z.object({ kind: z.literal('missing') }),
    z.object({ kind: z.literal('part'), part: datePart }),
  ]),
  operations: z.array(numberOperation),
})

/** A column with its fitted steps. */
export const fittedColumn = z.discriminatedUnion('kind', [
  /** Numbers, booleans and dates: each output is a number made of the cell. */
  z.object({
    kind: z.literal('numbers'),
    name: z.string(),
    type: columnType,
    reader,
    outputs: z.array(numberOutput),
  }),
  /** Categories as one column each: 1 for the row's own, else 0. */
  z.object({
    kind: z.literal('one-hot'),
    name: z.string(),
    type: columnType,
    reader,
    /** What a missing cell counts as; null: its own category, where training rows had one, else unseen. */
    missingAs: z.string().nullable(),
    /** In the order of their outputs. */
    categories: z.array(z.string()),
    /** Seen in training, too rare for a column of their own. */
    pooled: z.array(z.string()),
    /** Whether there is a column for missing cells, after those of `categories`. */
    missing: z.boolean(),
    /** Whether there is a column for pooled and, where `unseen` says so, for unseen categories; the last one. */
    other: z.boolean(),
    unseen: z.enum(['zeros', 'other']),
    features: z.array(z.string()),
  }),
  /** Categories as `width` numbers each, looked up: ordinal, frequency and target encoding. */
  z.object({
    kind: z.literal('lookup'),
    name: z.string(),
    type: columnType,
    reader,
    method: z.enum(['ordinal', 'frequency', 'target']),
    missingAs: z.string().nullable(),
    categories: z.array(z.string()),
    /** One row per category, `features.length` numbers each. */
    values: z.array(z.array(z.number())),
    /** For a missing cell, where `missingAs` is null. */
    missingValue: z.array(z.number()),
    /** For a category that training rows did not have. */
    unseenValue: z.array(z.number()),
    features: z.array(z.string()),
    /** After the look-up, one list per feature. */
    operations: z.array(z.array(numberOperation)),
  }),
])
export type FittedColumn = z.infer<typeof fittedColumn>

/** pipeline.json: all that is needed to make the model's inputs of raw rows, and to name its outputs. Version 1. */
export const pipeline = z.object({
  version: z.literal(pipelineVersion),
  task,
  target: z.discriminatedUnion('kind', [
    /** labels.npy holds the place in `classes`. */
    z.object({ kind: z.literal('classes'), name: z.string(), reader, classes: z.array(z.string()).min(2) }),
    /** labels.npy holds (y - mean) / std; both over the training rows, std with n in the denominator. */
    z.object({ kind: z.literal('number'), name: z.string(), mean: z.number(), std: z.number().positive() }),
  ]),
  /** Every statistic in here is over these rows and no others. */
  fittedOn: z.object({ part: z.literal('train'), rows: z.number().int().positive() }),
  reading: readingOptions,
  columns: z.array(fittedColumn),
  /** Names of the columns of features.npy, in order. */
  features: z.array(z.string()),
})
export type Pipeline = z.infer<typeof pipeline>
