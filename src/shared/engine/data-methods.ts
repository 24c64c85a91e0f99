import { z } from 'zod'
import { findingKind } from '../dataset/audit'
import type { Audit } from '../dataset/audit'
import { columnType } from '../dataset/column'
import type { Column, ColumnType } from '../dataset/column'
import type { RejectedLine } from '../dataset/dataset-record'
import type { ColumnByTarget, Exploration } from '../dataset/exploration'
import { readingOptions } from '../dataset/reading-options'
import type { ReadingOptions } from '../dataset/reading-options'
import { pipeline } from '../recipe/pipeline'
import type { Prepared } from '../recipe/prepared'
import { recipe, task } from '../recipe/recipe'
import type { ColumnRange, FormRow } from '../run/row-form'
import type { SplitSummary } from '../run/run-record'
import type { SliceName, Slices } from '../run/slices'
import { method } from './wire'

/** A file and how to read it. Scratch files (decompressed, converted, spilled) go to `tmp`, inside the workspace. */
const source = z.object({ path: z.string().min(1), reading: readingOptions, tmp: z.string().min(1) })
export type TableSource = z.infer<typeof source>

/** A table as opened: reading options complete, columns profiled. */
export interface OpenedTable {
  readonly sha256: string
  readonly bytes: number
  readonly modified: string
  readonly reading: ReadingOptions
  readonly rows: number
  readonly rejectedRows: number
  readonly rejected: readonly RejectedLine[]
  readonly columns: readonly Column[]
  /** Sheets of the workbook, where the file is one. */
  readonly sheets?: readonly string[]
  readonly ms: number
}

/** Cells as text, as they are in the file; null where missing. */
export interface TablePage {
  readonly columns: readonly string[]
  /** 0-based numbers in the file, one a row. */
  readonly rowNumbers: readonly number[]
  readonly rows: readonly (readonly (string | null)[])[]
  /** Rows that pass the filter. */
  readonly total: number
  /** Where a recipe was given: why its row steps drop a row, one entry a row; null for one that is kept. */
  readonly dropped?: readonly (string | null)[]
}

/** Rows that show a finding of the audit: `group[i]` tells which of `rows[i]` belong together. */
export interface EvidenceRows {
  readonly rows: readonly number[]
  readonly group: readonly number[]
  readonly total: number
}

/** How a file would be read, by its beginning alone. */
export interface TablePreview {
  /** Complete: what was asked for, and what was found for the rest. */
  readonly reading: ReadingOptions
  readonly columns: readonly { readonly name: string; /** Most of its first cells are numbers. */ readonly numeric: boolean }[]
  /** Null where missing. */
  readonly rows: readonly (readonly (string | null)[])[]
  /** Lines looked at, and those among them that have another number of fields than the table. */
  readonly looked: number
  readonly ragged: number
  /** Sheets of a workbook; empty for other files. */
  readonly sheets: readonly string[]
}

/** What a recipe does with the rows: how many are kept, which steps drop how many, and who goes to which part. */
export interface RowPlan {
  /** Rows of the file. */
  readonly rows: number
  readonly kept: number
  readonly dropped: readonly { readonly reason: string; readonly rows: number }[]
  readonly split: SplitSummary
  /** Classification: rows of each class in each part, in label order. Null for regression. */
  readonly classes: readonly { readonly name: string; readonly train: number; readonly validation: number; readonly test: number }[] | null
}

/** How many values of a column would become missing under each type, and the first few of them. */
export interface TypeLoss {
  readonly type: ColumnType
  readonly lost: number
  readonly examples: readonly string[]
}

/** What `prepare` answers: prepared.json, where it lies, and how long this call took. */
export interface PreparedSummary extends Prepared {
  readonly dir: string
  readonly fromCache: boolean
  readonly ms: number
}

/** What `transform` wrote to `<out>/`: features.npy and, where the file has the target, labels.npy (NaN where missing or an unknown class). */
export interface TransformedRows {
  readonly rows: number
  readonly rejectedRows: number
  /** Cells per column that held a category which training rows had not. */
  readonly unseen: readonly { readonly column: string; readonly rows: number }[]
  /** Columns that the pipeline needs and the file has not: their cells were filled as missing ones. */
  readonly missingColumns: readonly string[]
  readonly labelled: boolean
  readonly ms: number
}

/** A column's slices; `out` holds the place among them of each row that was asked about. */
export interface SlicedColumn {
  readonly read: Slices['read']
  readonly slices: readonly SliceName[]
}

export interface DataProgress {
  readonly kind: 'progress'
  readonly doing: string
  /** 0 to 1, or null while unknown. */
  readonly share: number | null
}

export const predictionFormats = ['csv', 'parquet', 'json'] as const
export type PredictionFormat = (typeof predictionFormats)[number]

export const dataMethods = {
  /** `spelled`: pages of it will be asked for, which show cells as the file writes them. Without it they are read when first needed. */
  open: method<OpenedTable, DataProgress>()(source.extend({ spelled: z.boolean().optional() })),
  page: method<TablePage>()(
    source.extend({
      offset: z.number().int().nonnegative(),
      limit: z.number().int().min(1).max(1000),
      sort: z.object({ column: z.string(), descending: z.boolean() }).optional(),
      /** Rows that pass: an expression as in a recipe's filter. */
      filter: z.string().max(2000).optional(),
      /** Only these rows, in this order: the evidence of a finding. Nothing else is looked at then. */
      only: z.array(z.number().int().nonnegative()).max(1000).optional(),
      /** Says of every row whether the row steps of this recipe drop it. */
      recipe: recipe.optional(),
      /** Only rows that the recipe keeps. */
      keptOnly: z.boolean().optional(),
    }),
  ),
  /** Lines that could not be read, by their place among them. */
  rejectedLines: method<readonly RejectedLine[]>()(source.extend({ offset: z.number().int().nonnegative(), limit: z.number().int().min(1).max(1000) })),
  /** Writes all of them to a CSV of line number, reason and text. Errors: file-*, disk-full. */
  exportRejected: method<{ readonly rows: number }>()(source.extend({ out: z.string().min(1) })),
  /** What is wrong with the table, for the target, the features and the split of a recipe. */
  audit: method<Audit, DataProgress>()(source.extend({ recipe })),
  /** Row numbers that show a finding; equal rows lie together. */
  evidence: method<EvidenceRows>()(
    source.extend({
      recipe,
      kind: findingKind,
      column: z.string().nullable(),
      offset: z.number().int().nonnegative(),
      limit: z.number().int().min(1).max(1000),
    }),
  ),
  preview: method<TablePreview>()(source.extend({ rows: z.number().int().min(1).max(200) })),
  /** Which of some columns a file beside a table of this reading lacks, as far as its head tells. */
  absentColumns: method<readonly string[]>()(source.omit({ tmp: true }).extend({ needed: z.array(z.string()) })),
  plan: method<RowPlan, DataProgress>()(source.extend({ recipe })),
  typeLosses: method<readonly TypeLoss[]>()(source.extend({ column: z.string() })),
  /** How the columns hang together, and what each alone tells about the target. */
  explore: method<Exploration, DataProgress>()(source.extend({ recipe })),
  columnByTarget: method<ColumnByTarget>()(source.extend({ recipe, column: z.string() })),
  /** Inputs of a model for the rows of any file, in its order: memory does not grow with the file. `out` is replaced. */
  transform: method<TransformedRows, DataProgress>()(source.extend({ pipeline, out: z.string().min(1) })),
  /** What the columns of a preparation hold over the first of the rows in `rows`, an npy of int32: one answer a column. Errors: file-*, column-not-found, file-changed. */
  columnRanges: method<readonly ColumnRange[]>()(source.extend({ pipeline, rows: z.string().min(1), first: z.number().int().positive() })),
  /** One row of a table as a preparation reads it. Errors: file-*, invalid-argument where there is no such row. */
  formRow: method<FormRow>()(source.extend({ pipeline, row: z.number().int().nonnegative() })),
  /**
   * Writes predictions (a CSV with a header, one line a row of the file) as a table of its own, with the input columns in front where
   * `keep` says so: same rows, same order. Errors: file-*, disk-full.
   */
  writePredictions: method<{ readonly rows: number }>()(
    source.extend({
      predictions: z.string().min(1),
      /** Columns of the predictions that are text, beside the first one of classes. */
      texts: z.array(z.string().regex(/^prediction_\d+$/)).optional(),
      /** Of classes: the first column is text. */
      task,
      keep: z.boolean(),
      format: z.enum(predictionFormats),
      out: z.string().min(1),
    }),
  ),
  /** Puts some rows of a file into slices by their value of a column, and writes one int32 a row to `out` (npy). Errors: file-*, column-not-found. */
  sliceColumn: method<SlicedColumn>()(
    source.extend({
      column: z.string(),
      /** As a recipe says; absent: as found. */
      type: columnType.optional(),
      /** An npy of int32: the numbers of the rows, counted from `firstRow`. */
      rows: z.string().min(1),
      firstRow: z.number().int().nonnegative(),
      /** It stands beside the table that `reading` is of: with the rows of a test file. */
      beside: z.boolean(),
      out: z.string().min(1),
      /** At most so many ranges of numbers, and so many slices of categories. */
      bins: z.number().int().min(2).max(50),
      most: z.number().int().min(2).max(200),
    }),
  ),
  /**
   * Numbers the values of a column over some rows of a file, equal values alike and a missing one by itself, and writes one int32 a row to
   * `out` (npy): rows that belong together are then resampled together. Errors: file-*, column-not-found, run-unreadable.
   */
  keyColumn: method<{ readonly keys: number }>()(
    source.extend({
      column: z.string(),
      /** An npy of int32: the numbers of the rows. */
      rows: z.string().min(1),
      out: z.string().min(1),
    }),
  ),
  /** Writes a table as Parquet that reads back to the same rows and values. Errors: file-*, disk-full, not-available. */
  copyTable: method<{ readonly sha256: string; readonly bytes: number }>()(source.extend({ out: z.string().min(1) })),
  prepare: method<PreparedSummary, DataProgress>()(
    source.extend({
      sha256: z.string(),
      recipe,
      cache: z.string().min(1),
      /** How a file with test rows is read, where that is not as the table is. */
      testReading: readingOptions.optional(),
    }),
  ),
}
export type DataMethods = typeof dataMethods
