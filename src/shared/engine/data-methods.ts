import { z } from 'zod'
import type { Column } from '../dataset/column'
import type { RejectedLine } from '../dataset/dataset-record'
import { readingOptions } from '../dataset/reading-options'
import type { ReadingOptions } from '../dataset/reading-options'
import type { Prepared } from '../recipe/prepared'
import { recipe } from '../recipe/recipe'
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
}

/** What `prepare` answers: prepared.json, where it lies, and how long this call took. */
export interface PreparedSummary extends Prepared {
  readonly dir: string
  readonly fromCache: boolean
  readonly ms: number
}

export interface DataProgress {
  readonly kind: 'progress'
  readonly doing: string
  /** 0 to 1, or null while unknown. */
  readonly share: number | null
}

export const dataMethods = {
  open: method<OpenedTable, DataProgress>()(source),
  page: method<TablePage>()(
    source.extend({
      offset: z.number().int().nonnegative(),
      limit: z.number().int().min(1).max(1000),
      sort: z.object({ column: z.string(), descending: z.boolean() }).optional(),
    }),
  ),
  prepare: method<PreparedSummary, DataProgress>()(
    source.extend({ sha256: z.string(), recipe, cache: z.string().min(1) }),
  ),
}
export type DataMethods = typeof dataMethods
