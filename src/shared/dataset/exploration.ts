import type { Histogram } from './column'

/** How the columns hang together. From at most 100,000 rows, drawn with a fixed seed. */
export interface Exploration {
  readonly target: string
  readonly rowsLookedAt: number
  /**
   * What each column alone tells about the target: mutual information in bits, and as a share of what is to be known (0 to 1). Numbers are cut
   * into tenths of equal count; beyond 50 categories the rarest count as one; missing is a category of its own.
   */
  readonly association: readonly { readonly column: string; readonly bits: number; readonly share: number }[]
  /** Pearson's correlation of the columns of numbers (the first 60); null where a column does not vary. */
  readonly correlation: { readonly columns: readonly string[]; readonly matrix: readonly (readonly (number | null)[])[] }
}

/** One column, split by what is to be predicted: by class, or by fifths of a number. */
export interface ColumnByTarget {
  readonly column: string
  readonly groups: readonly {
    readonly name: string
    readonly rows: number
    readonly missing: number
    readonly mean: number | null
    readonly std: number | null
    readonly quantiles: readonly number[] | null
    /** Counts per bin of `edges`, for a column of numbers. */
    readonly counts: readonly number[]
    /** Counts per entry of `values`, for other columns; the last one counts all others. */
    readonly top: readonly number[]
  }[]
  /** Bins common to all groups; null for a column that is not of numbers. */
  readonly edges: Histogram['edges'] | null
  /** The most frequent values, at most 12; empty for a column of numbers. */
  readonly values: readonly string[]
}
