import { CrossfadeError } from '@shared/errors'
import type { AnalysisMethods } from '@shared/engine/analysis-methods'
import type { InputOf } from '@shared/engine/wire'
import { driftVerdict } from '@shared/run/drift'
import type { ColumnDrift } from '@shared/run/drift'
import { shiftOf, stabilityIndex, totalVariation } from '@shared/statistics/drift'
import { readNpy } from '../compare/read-npy'
import type { NpyArray } from '../compare/read-npy'

/** See the declaration of `drift`. */
export function measureDrift({ training, trainingRows, incoming, columns }: InputOf<AnalysisMethods['drift']>): readonly ColumnDrift[] {
  const [before, now] = [read(training), read(incoming)]
  const newRows = now.shape[0] ?? 0
  const found = columns.map(({ column, kind, features, unseen }): ColumnDrift => {
    const share = newRows === 0 ? 0 : unseen / newRows
    if (kind === 'categories') {
      const [a, b] = [counts(before, trainingRows, features), counts(now, newRows, features)]
      const psi = stabilityIndex(a, b)
      return { column, kind, distance: totalVariation(a, b), psi, meanShift: null, unseen: share, verdict: driftVerdict(psi, share) }
    }
    // A column may become several numbers, as a date does: the one that moved most speaks for it.
    const shifts = features.map((feature) => shiftOf(values(before, trainingRows, feature), values(now, newRows, feature)))
    const worst = shifts.reduce((a, b) => (b.psi > a.psi ? b : a))
    return { column, kind, distance: worst.ks, psi: worst.psi, meanShift: worst.meanShift, unseen: share, verdict: driftVerdict(worst.psi, share) }
  })
  return found.sort((a, b) => b.psi - a.psi || b.unseen - a.unseen)
}

function read(path: string): NpyArray {
  const array = readNpy(path)
  if (array === null || array.shape.length !== 2 || (array.shape[0] ?? 0) === 0) throw new CrossfadeError('file-empty', 'There are no rows to hold against the training rows.')
  return array
}

function values({ data, shape }: NpyArray, rows: number, feature: number): Float64Array {
  const width = shape[1] ?? 0
  return Float64Array.from({ length: rows }, (_, row) => data[row * width + feature] ?? NaN)
}

/** Rows of each category of a one-hot column, and last those of none. */
function counts({ data, shape }: NpyArray, rows: number, features: readonly number[]): number[] {
  const width = shape[1] ?? 0
  const found = features.map((feature) => {
    let count = 0
    for (let row = 0; row < rows; row++) count += data[row * width + feature] ?? 0
    return count
  })
  return [...found, Math.max(0, rows - found.reduce((a, b) => a + b, 0))]
}
