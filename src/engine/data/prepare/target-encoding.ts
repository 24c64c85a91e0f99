import { assignFolds } from '@shared/recipe/folds'
import type { Target } from './split-table'

/** Parts of the training rows: each is encoded by what the others say. scikit-learn's TargetEncoder takes five too. */
const folds = 5

/** Numbers that stand for a category: for two classes the share of the second, for more the share of each, for a number its mean. */
export interface TargetEncoding {
  /** One entry per code: `width` numbers each. Codes that training rows did not have get the overall mean. */
  readonly values: Float64Array[]
  readonly overall: Float64Array
}

/** What the encoding predicts: one column of 0 and 1 per class that gets a column, or the number itself. By row of the table. */
export function encodedTargets(target: Target): readonly { readonly suffix: string; readonly value: (row: number) => number }[] {
  if (target.kind === 'number') return [{ suffix: '', value: (row) => target.values[row] as number }]
  const classes = target.names.length === 2 ? [1] : target.names.map((_, c) => c)
  return classes.map((c) => ({ suffix: ` (share of ${target.names[c] ?? ''})`, value: (row) => (target.codes[row] === c ? 1 : 0) }))
}

/**
 * Means per category, drawn towards the overall mean the more, the fewer rows a category has and the more they scatter: the empirical Bayes
 * estimate of scikit-learn's TargetEncoder(smooth="auto") (Micci-Barreca 2001). `codes` are categories 0 … n-1 of the rows.
 */
export function encodeCategories(rows: Int32Array, codes: Int32Array, categories: number, valueOf: (row: number) => number): { values: Float64Array; overall: number } {
  const counts = new Float64Array(categories)
  const means = new Float64Array(categories)
  const squares = new Float64Array(categories)
  let sum = 0
  rows.forEach((row, i) => {
    const y = valueOf(row)
    const code = codes[i] as number
    sum += y
    counts[code] = (counts[code] as number) + 1
    means[code] = (means[code] as number) + y
  })
  const overall = sum / rows.length
  for (let c = 0; c < categories; c++) if ((counts[c] as number) > 0) means[c] = (means[c] as number) / (counts[c] as number)
  let variance = 0
  rows.forEach((row, i) => {
    const y = valueOf(row)
    const code = codes[i] as number
    squares[code] = (squares[code] as number) + (y - (means[code] as number)) ** 2
    variance += (y - overall) ** 2
  })
  variance /= rows.length
  const values = new Float64Array(categories).fill(overall)
  for (let c = 0; c < categories; c++) {
    const n = counts[c] as number
    if (n === 0 || variance === 0) continue
    const weight = (variance * n) / (variance * n + (squares[c] as number) / n)
    values[c] = weight * (means[c] as number) + (1 - weight) * overall
  }
  return { values, overall }
}

/** The same for the training rows themselves, out of fold: no row has a say in its own number. One number per row. */
export function encodeOutOfFold(rows: Int32Array, codes: Int32Array, categories: number, valueOf: (row: number) => number, strata: Int32Array, seed: number): Float64Array {
  const fold = assignFolds(strata, Math.min(folds, Math.max(2, rows.length)), seed)
  const result = new Float64Array(rows.length)
  for (let f = 0; f < folds; f++) {
    const others = Int32Array.from(Array.from(rows, (_, i) => i).filter((i) => fold[i] !== f))
    if (others.length === 0 || others.length === rows.length) continue
    const { values } = encodeCategories(others.map((i) => rows[i] as number), others.map((i) => codes[i] as number), categories, valueOf)
    for (let i = 0; i < rows.length; i++) if (fold[i] === f) result[i] = values[codes[i] as number] as number
  }
  return result
}
