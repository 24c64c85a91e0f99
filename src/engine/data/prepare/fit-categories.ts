import { CrossfadeError } from '@shared/errors'
import type { FittedColumn } from '@shared/recipe/pipeline'
import type { Categories } from '../table/read-column'
import type { ColumnToFit } from './fit-column'
import { fitNumbers } from './fit-numbers'

/** Without an encode step: one column per category, at most this many. */
const usualLimit = 30

interface Counted {
  readonly category: string
  readonly count: number
}

/** Fits the encoding of a column of categories on the training rows. */
export function fitCategories(column: ColumnToFit, raw: Categories): FittedColumn {
  const { name, type, reader, plan } = column
  const { counts, missing } = countTraining(column.training, raw)
  const own = plan.imputeCategory?.method !== 'mode'
  const missingAs = own ? null : (counts[0]?.category ?? null)
  const method = plan.encode?.method ?? 'one-hot'
  const limit = plan.encode?.limit ?? usualLimit
  const unseen = plan.encode?.unseen ?? 'zeros'
  const kept = counts.slice(0, limit)
  const pooled = counts.slice(limit)
  if (method === 'one-hot') {
    const categories = kept.map((c) => c.category).sort(byCodePoint)
    const other = pooled.length > 0 || unseen === 'other'
    const ownMissing = missingAs === null && missing > 0
    return {
      kind: 'one-hot', name, type, reader, missingAs, categories,
      pooled: pooled.map((c) => c.category), missing: ownMissing, other, unseen,
      features: [...categories.map((c) => `${name}=${c}`), ...(ownMissing ? [`${name} (missing)`] : []), ...(other ? [`${name} (other)`] : [])],
    }
  }
  if (method === 'target') throw new CrossfadeError('not-available', `Target encoding (column ${name}) is not available yet. Choose another encoding.`)
  const filled = missingAs === null || missing === 0 ? counts : addTo(counts, missingAs, missing)
  const values = method === 'ordinal' ? ordinal(filled, limit) : frequency(filled, limit, column.training.length)
  const missingValue = method === 'ordinal' ? -1 : missing / column.training.length
  const poolShare = filled.slice(limit).reduce((sum, c) => sum + c.count, 0) / column.training.length
  const pool = method === 'ordinal' ? Math.min(limit, filled.length) : poolShare
  const looked = Float64Array.from(column.training, (row) => {
    const code = raw.codes[row] as number
    const category = code === -1 ? missingAs : raw.levels[code]
    return category === null || category === undefined ? missingValue : (values.get(category) ?? pool)
  })
  return {
    kind: 'lookup', name, type, reader, method, missingAs,
    categories: [...values.keys()],
    values: [...values.values()].map((v) => [v]),
    missingValue: [missingValue],
    unseenValue: [unseen === 'other' ? pool : method === 'ordinal' ? -1 : 0],
    features: [name],
    operations: [fitNumbers(looked, plan.numberSteps)],
  }
}

/** Categories of the training rows, most frequent first, equal ones in order of their code points. */
function countTraining(training: Int32Array, raw: Categories): { readonly counts: Counted[]; readonly missing: number } {
  const tally = new Float64Array(raw.levels.length)
  let missing = 0
  for (const row of training) {
    const code = raw.codes[row] as number
    if (code === -1) missing++
    else tally[code] = (tally[code] as number) + 1
  }
  const counts: Counted[] = []
  tally.forEach((count, code) => {
    if (count > 0) counts.push({ category: raw.levels[code] as string, count })
  })
  // Levels come in order of their code points and the sort is stable.
  return { counts: counts.sort((a, b) => b.count - a.count), missing }
}

function addTo(counts: readonly Counted[], category: string, more: number): Counted[] {
  return counts.map((c) => (c.category === category ? { category, count: c.count + more } : c))
}

/** Numbers 0, 1, 2 … in the order of the categories: of their numbers where all are numbers, else of their code points. */
function ordinal(counts: readonly Counted[], limit: number): Map<string, number> {
  const kept = counts.slice(0, limit).map((c) => c.category)
  const ordered = kept.every((c) => c.trim() !== '' && Number.isFinite(Number(c))) ? kept.sort((a, b) => Number(a) - Number(b)) : kept.sort(byCodePoint)
  const values = new Map(ordered.map((category, place) => [category, place]))
  for (const { category } of counts.slice(limit)) values.set(category, ordered.length)
  return values
}

/** The share of the training rows that have the category; rare ones share the sum of theirs. */
function frequency(counts: readonly Counted[], limit: number, rows: number): Map<string, number> {
  const pool = counts.slice(limit).reduce((sum, c) => sum + c.count, 0) / rows
  return new Map(counts.map(({ category, count }, place) => [category, place < limit ? count / rows : pool]))
}

/** UTF-8 order, which is what DuckDB sorts by. */
export function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
