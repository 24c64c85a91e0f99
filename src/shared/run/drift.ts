/** How one column of new rows differs from the rows a run was trained on. */
export interface ColumnDrift {
  readonly column: string
  /** By the numbers that the column becomes, or by the shares of its categories. */
  readonly kind: 'numbers' | 'categories'
  /** 0 to 1: largest distance between the distribution functions, or half the sum of the differences of shares. */
  readonly distance: number
  /** Population stability index. */
  readonly psi: number
  /** Numbers: difference of the means in standard deviations of the training rows. */
  readonly meanShift: number | null
  /** Share of the new rows with a category that training did not have. */
  readonly unseen: number
  readonly verdict: 'same' | 'moved' | 'far'
  /** How the values lie, for a picture: shares of the training rows and of the new rows. */
  readonly shape: DriftShape
}

export type DriftShape =
  /**
   * Equal bins over the middle 99 % of the training rows; what lies outside counts in the first or the last. `edges` (one more than bins) are values
   * of the column where `own` says so, else of `input`, the number that the model gets.
   */
  | { readonly kind: 'numbers'; readonly edges: readonly number[]; readonly own: boolean; readonly input: string; readonly before: readonly number[]; readonly now: readonly number[] }
  /** The categories whose shares changed most. */
  | { readonly kind: 'categories'; readonly names: readonly string[]; readonly before: readonly number[]; readonly now: readonly number[] }

export interface DriftReport {
  /** New rows, and training rows that they are held against. */
  readonly rows: number
  readonly trainingRows: number
  /** Those that differ most come first. */
  readonly columns: readonly ColumnDrift[]
  /** Columns that the run learned from and the file has not: they count as missing in every row. */
  readonly missingColumns: readonly string[]
}

/** What is commonly read out of a stability index: below 0.1 nothing, from 0.25 on a real change. */
export const driftVerdict = (psi: number, unseen: number): ColumnDrift['verdict'] => (psi >= 0.25 || unseen >= 0.2 ? 'far' : psi >= 0.1 || unseen >= 0.05 ? 'moved' : 'same')
