import type { Exploration } from '@shared/dataset/exploration'

export interface CorrelatedPair {
  readonly a: string
  readonly b: string
  readonly r: number
}

/** The pairs of columns that go together most closely, whichever way; each pair once. */
export function strongestPairs({ columns, matrix }: Exploration['correlation'], most: number): readonly CorrelatedPair[] {
  const pairs: CorrelatedPair[] = []
  columns.forEach((a, i) => {
    columns.slice(0, i).forEach((b, j) => {
      const r = matrix[i]?.[j]
      if (r !== null && r !== undefined) pairs.push({ a: b, b: a, r })
    })
  })
  return pairs.sort((x, y) => Math.abs(y.r) - Math.abs(x.r)).slice(0, most)
}
