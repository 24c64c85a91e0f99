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
}

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
