import type { RejectedLine } from '@shared/dataset/dataset-record'
import type { ReadingOptions } from '@shared/dataset/reading-options'
import type { Database } from '../duckdb'
import type { RejectedLines } from './rejected-lines'

/**
 * A column inside DuckDB. Names of users never reach SQL: a column is `c` and its place there.
 */
export interface TableColumn {
  readonly name: string
  /** 0-based place in the file. */
  readonly position: number
  /** SQL: the cell as text, as the file has it; null where missing. Of a `measured` column, as plainNumber writes it. */
  readonly text: string
  /** SQL: the cell as DOUBLE; null where missing or no number. */
  readonly number: string
  /** Whether the cells at the beginning of the file are numbers; null where nobody has looked. */
  readonly numeric: boolean | null
  /** SQL that is null where the cell is missing, and costs nothing to compute. */
  readonly present: string
  /** The file itself types the column (Parquet), so nothing has to be guessed. */
  readonly native: 'number' | 'boolean' | 'date' | 'text' | null
  /** Known to hold nothing but numbers, whose spread was found on the way. */
  readonly measured?: { readonly present: number; readonly min: number | null; readonly max: number | null }
  /** Cells may have underscores between digits, which DuckDB passes over and nobody else does. */
  readonly mayGroupDigits?: boolean
}

/** A file in DuckDB. Rows are numbered from 0 in the order of the file, rejected lines not counted. */
export interface LoadedTable {
  readonly db: Database
  /** SQL: what stands after FROM. */
  readonly relation: string
  /** SQL: the row number. */
  readonly row: string
  readonly rows: number
  readonly columns: readonly TableColumn[]
  readonly rejectedRows: number
  /** The first of them. */
  readonly rejected: readonly RejectedLine[]
  /** Rejected lines by their place among them, at most `longest` characters of each. */
  readonly rejectedFrom: RejectedLines['rejectedFrom']
  /** Complete. */
  readonly reading: ReadingOptions
  /** Sheets of the workbook, where the file is one. */
  readonly sheets?: readonly string[]
  /** Lets go of what it holds in DuckDB. */
  readonly drop: () => Promise<void>
}
