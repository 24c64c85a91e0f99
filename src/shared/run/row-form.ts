import { z } from 'zod'

/**
 * One raw cell as a fitted preparation reads it: a number (a boolean is 1 or 0, a date seconds since 1970 in UTC), a category, or null where it
 * is missing.
 */
export const formCell = z.union([z.number(), z.string().max(10_000), z.null()])
export type FormCell = z.infer<typeof formCell>

/** What a table says of one input column over the rows a model was trained on. Null: there is no value at all. */
export type ColumnRange =
  | { readonly kind: 'numbers'; readonly low: number | null; readonly high: number | null; readonly middle: number | null; readonly whole: boolean }
  | { readonly kind: 'categories'; readonly most: string | null }

/** One input of a run, as a form asks for it. `usual`: the median or the most frequent value of the training rows. */
export type FormField =
  /** `low` and `high`: the range of the training rows. `whole`: all of their values are whole numbers. */
  | { readonly kind: 'number'; readonly name: string; readonly low: number; readonly high: number; readonly whole: boolean; readonly usual: FormCell }
  /** Seconds since 1970, UTC. */
  | { readonly kind: 'date'; readonly name: string; readonly low: number; readonly high: number; readonly usual: FormCell }
  | { readonly kind: 'boolean'; readonly name: string; readonly usual: FormCell }
  /** `known`: categories of the training rows, in order of their names, at most `mostKnown` of them; `count`: how many there are. */
  | { readonly kind: 'category'; readonly name: string; readonly known: readonly string[]; readonly count: number; readonly usual: FormCell }

export const mostKnown = 500

/** A form for one row of a run: its model stays loaded until the form is closed. */
export interface RowForm {
  readonly run: string
  readonly fields: readonly FormField[]
  /** Null for a regression. */
  readonly classes: readonly string[] | null
  readonly target: string
  /** Of a regression: half the width of its interval; null where there is none. */
  readonly interval: { readonly coverage: number; readonly halfWidth: number | null } | null
  /** Rows of the run's table; null where it cannot be read, and why. */
  readonly rows: number | null
  readonly trouble: string | null
}

/** A row of the run's table, as the preparation reads it. */
export interface FormRow {
  /** 0-based. */
  readonly row: number
  readonly cells: readonly FormCell[]
  /** What the table says of the target: a class, a number, or null where it is missing or no class of the run. */
  readonly truth: string | number | null
}

/** What the model says of one row. */
export interface RowScores {
  /** By class, as `predict` writes them; of a regression the number alone, in the unit of the target. */
  readonly values: readonly number[]
  /** Columns with a category that training rows had not. */
  readonly unseen: readonly string[]
}
