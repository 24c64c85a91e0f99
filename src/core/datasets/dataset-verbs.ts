import type { Audit, FindingKind } from '@shared/dataset/audit'
import type { DatasetRecord, RejectedLine } from '@shared/dataset/dataset-record'
import type { ColumnByTarget, Exploration } from '@shared/dataset/exploration'
import type { ReadingOptions } from '@shared/dataset/reading-options'
import type { DataProgress, EvidenceRows, RowPlan, TablePage, TablePreview, TypeLoss } from '@shared/engine/data-methods'
import type { Recipe } from '@shared/recipe/recipe'

export interface PageQuery {
  readonly offset: number
  readonly limit: number
  readonly sort?: { readonly column: string; readonly descending: boolean } | undefined
  /** Only rows that pass this expression. */
  readonly filter?: string | undefined
  /** Only these rows, in this order. */
  readonly only?: readonly number[] | undefined
  /** Says of every row whether the row steps of this recipe drop it. */
  readonly recipe?: Recipe | undefined
  /** Only rows that the recipe keeps. */
  readonly keptOnly?: boolean | undefined
}

export interface EvidenceQuery {
  readonly recipe: Recipe
  readonly kind: FindingKind
  readonly column: string | null
  readonly offset: number
  readonly limit: number
}

/** Of work that takes a while. */
export interface WorkOptions {
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: DataProgress) => void) | undefined
}

/** What has become of the file of a dataset since it was opened. `path` is where it lies now, or lay. */
export interface FileState {
  readonly kind: 'unchanged' | 'changed' | 'missing'
  readonly path: string
}

export interface DatasetService {
  /** Reads, profiles and records a file the person picked. The same file opened again gives the same id. `shown`: its cells will be looked at. */
  open(path: string, reading: ReadingOptions, onProgress?: (progress: DataProgress) => void, signal?: AbortSignal, shown?: boolean): Promise<DatasetRecord>
  list(): Promise<readonly DatasetRecord[]>
  get(id: string): Promise<DatasetRecord>
  page(id: string, query: PageQuery): Promise<TablePage>
  /** Lines of its file that could not be read, by their place among them. */
  rejectedLines(id: string, offset: number, limit: number): Promise<readonly RejectedLine[]>
  /** Writes all of them, as a CSV of line number, reason and text. */
  exportRejected(id: string, out: string, options?: WorkOptions): Promise<{ readonly rows: number }>
  /** Opens the file of a dataset again, as it is now: with other reading options that is another dataset. */
  reread(id: string, reading: ReadingOptions, options?: WorkOptions): Promise<DatasetRecord>
  fileState(id: string): Promise<FileState>
  /** Puts a Parquet copy of the table into the workspace, which is read where the file itself is nowhere. */
  keepCopy(id: string): Promise<DatasetRecord>
  /** What is wrong with the table, for the target, the features and the split of a recipe. */
  audit(id: string, recipe: Recipe, options?: WorkOptions): Promise<Audit>
  /** Numbers of the rows that show a finding. */
  evidence(id: string, query: EvidenceQuery): Promise<EvidenceRows>
  /** Rows that a recipe keeps and drops, and how it splits them. */
  plan(id: string, recipe: Recipe, options?: WorkOptions): Promise<RowPlan>
  /** How the columns hang together, and what each alone tells about the target. */
  explore(id: string, recipe: Recipe, options?: WorkOptions): Promise<Exploration>
  /** One column split by class, or by fifths of the number to be predicted. */
  columnByTarget(id: string, recipe: Recipe, column: string): Promise<ColumnByTarget>
  /** How the file would be read with these options. */
  preview(id: string, reading: ReadingOptions, rows: number): Promise<TablePreview>
  /** What a change of a column's type would lose. */
  typeLosses(id: string, column: string): Promise<readonly TypeLoss[]>
}
