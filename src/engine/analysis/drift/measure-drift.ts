import { CrossfadeError } from '@shared/errors'
import type { AnalysisMethods } from '@shared/engine/analysis-methods'
import type { InputOf } from '@shared/engine/wire'
import { driftVerdict } from '@shared/run/drift'
import type { ColumnDrift, DriftShape } from '@shared/run/drift'
import { shiftOf, stabilityIndex, totalVariation } from '@shared/statistics/drift'
import type { CallContext } from '../../channel/serve-engine'
import { readNpy } from '../compare/read-npy'
import type { NpyArray } from '../compare/read-npy'

type Input = InputOf<AnalysisMethods['drift']>

/** Bins of a small histogram, and categories of a small list. */
const bins = 20
const shownCategories = 5

/** See the declaration of `drift`. */
export async function measureDrift({ training, trainingRows, incoming, columns }: Input, { emit, signal }: CallContext<{ readonly done: number; readonly of: number }>): Promise<readonly ColumnDrift[]> {
  const [before, now] = [read(training), read(incoming)]
  const newRows = now.shape[0] ?? 0
  const found: ColumnDrift[] = []
  for (const [done, asked] of columns.entries()) {
    emit({ done, of: columns.length })
    await new Promise((resolve) => setImmediate(resolve))
    if (signal.aborted) throw new CrossfadeError('cancelled', 'Cancelled.')
    found.push(asked.kind === 'categories' ? ofCategories(asked, before, trainingRows, now, newRows) : ofNumbers(asked, before, trainingRows, now, newRows))
  }
  return found.sort((a, b) => b.psi - a.psi || b.unseen - a.unseen)
}

type Column = Input['columns'][number]

function ofCategories({ column, features, names, unseen }: Column, before: NpyArray, trainingRows: number, now: NpyArray, newRows: number): ColumnDrift {
  const [a, b] = [counts(before, trainingRows, features), counts(now, newRows, features)]
  const psi = stabilityIndex(a, b)
  const share = newRows === 0 ? 0 : unseen / newRows
  const changed = [...a.keys()].sort((i, j) => Math.abs((b[j] ?? 0) / newRows - (a[j] ?? 0) / trainingRows) - Math.abs((b[i] ?? 0) / newRows - (a[i] ?? 0) / trainingRows)).slice(0, shownCategories)
  const shape: DriftShape = {
    kind: 'categories',
    names: changed.map((place) => names[place] ?? 'none of these'),
    before: changed.map((place) => (a[place] ?? 0) / trainingRows),
    now: changed.map((place) => (b[place] ?? 0) / newRows),
  }
  return { column, kind: 'categories', distance: totalVariation(a, b), psi, meanShift: null, unseen: share, verdict: driftVerdict(psi, share), shape }
}

/** A column may become several numbers, as a date does: the one that moved most speaks for it. */
function ofNumbers({ column, features, names, unseen }: Column, before: NpyArray, trainingRows: number, now: NpyArray, newRows: number): ColumnDrift {
  const share = newRows === 0 ? 0 : unseen / newRows
  const shifts = features.map((feature, place) => {
    const [a, b] = [values(before, trainingRows, feature), values(now, newRows, feature)]
    // It sorts both.
    const shift = shiftOf(a, b)
    return { shift, shape: shapeOf(a, b, names[place] ?? column) }
  })
  const { shift, shape } = shifts.reduce((a, b) => (b.shift.psi > a.shift.psi ? b : a))
  return { column, kind: 'numbers', distance: shift.ks, psi: shift.psi, meanShift: shift.meanShift, unseen: share, verdict: driftVerdict(shift.psi, share), shape }
}

/** Both sorted. */
function shapeOf(before: Float64Array, now: Float64Array, input: string): DriftShape {
  const at = (share: number) => before[Math.min(before.length - 1, Math.floor(share * before.length))] ?? 0
  const low = at(0.005)
  // A column that never varied gets one bin's width around its value.
  const width = (at(0.995) - low) / bins || 1
  const shares = (of: Float64Array) => {
    const found = new Array<number>(bins).fill(0)
    for (const value of of) {
      const bin = Math.min(bins - 1, Math.max(0, Math.floor((value - low) / width)))
      found[bin] = (found[bin] ?? 0) + 1 / of.length
    }
    return found
  }
  return { kind: 'numbers', edges: Array.from({ length: bins + 1 }, (_, i) => low + i * width), own: false, input, before: shares(before), now: shares(now) }
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
