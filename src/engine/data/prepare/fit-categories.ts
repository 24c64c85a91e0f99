import { assertNever } from '@shared/assert-never'
import type { FittedColumn } from '@shared/recipe/pipeline'
import { numberStrata } from '@shared/recipe/split-rows'
import type { Categories } from '../table/read-column'
import type { ColumnToFit } from './fit-column'
import { fitNumbers } from './fit-numbers'
import { takeCodes, takeNumbers } from './take'
import { encodeCategories, encodeOutOfFold, encodedTargets } from './target-encoding'

/** Without an encode step: one column per category, at most this many. */
const usualLimit = 30

interface Counted {
  readonly category: string
  readonly count: number
}

/** A fitted column, and what its training rows become where that is not what the fitted column makes of them. */
export interface Fitted {
  readonly column: FittedColumn
  /** One list per feature, one number per training row, before the operations. */
  readonly training?: readonly Float64Array[]
}

/** Fits the encoding of a column of categories on the training rows. */
export function fitCategories(column: ColumnToFit, raw: Categories): Fitted {
  const { plan, training } = column
  const { counts, missing } = countTraining(training, raw)
  const missingAs = plan.imputeCategory?.method === 'mode' ? (counts[0]?.category ?? null) : null
  const limit = plan.encode?.limit ?? usualLimit
  const seen = { counts, missing, missingAs, limit, unseen: plan.encode?.unseen ?? ('zeros' as const) }
  const method = plan.encode?.method ?? 'one-hot'
  switch (method) {
    case 'one-hot':
      return { column: fitOneHot(column, seen) }
    case 'ordinal':
    case 'frequency':
      return { column: fitLookup(column, raw, method, seen) }
    case 'target':
      return fitTargetEncoding(column, raw, seen)
    default:
      return assertNever(method)
  }
}

interface Seen {
  readonly counts: readonly Counted[]
  readonly missing: number
  readonly missingAs: string | null
  readonly limit: number
  readonly unseen: 'zeros' | 'other'
}

function fitOneHot({ name, type, reader }: ColumnToFit, { counts, missing, missingAs, limit, unseen }: Seen): FittedColumn {
  const categories = counts.slice(0, limit).map((c) => c.category).sort(byCodePoint)
  const pooled = counts.slice(limit).map((c) => c.category)
  const other = pooled.length > 0 || unseen === 'other'
  const ownMissing = missingAs === null && missing > 0
  const features = [...categories.map((c) => `${name}=${c}`), ...(ownMissing ? [`${name} (missing)`] : []), ...(other ? [`${name} (other)`] : [])]
  return { kind: 'one-hot', name, type, reader, missingAs, categories, pooled, missing: ownMissing, other, unseen, features }
}

function fitLookup({ name, type, reader, plan, training }: ColumnToFit, raw: Categories, method: 'ordinal' | 'frequency', seen: Seen): FittedColumn {
  const { missing, missingAs, limit, unseen } = seen
  const counts = missingAs === null || missing === 0 ? seen.counts : addTo(seen.counts, missingAs, missing)
  const values = method === 'ordinal' ? ordinal(counts, limit) : frequency(counts, limit, training.length)
  const missingValue = method === 'ordinal' ? -1 : missing / training.length
  const pool = method === 'ordinal' ? Math.min(limit, counts.length) : counts.slice(limit).reduce((sum, c) => sum + c.count, 0) / training.length
  const looked = Float64Array.from(training, (row) => {
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

/** Categories beyond the limit share one number, and so do missing cells where they are a category of their own. An unseen one gets the overall mean. */
function fitTargetEncoding({ name, type, reader, plan, training, target, seed }: ColumnToFit, raw: Categories, { counts, missingAs, limit }: Seen): Fitted {
  const kept = new Map(counts.slice(0, limit).map((c, place) => [c.category, place]))
  const pool = kept.size
  const own = kept.size + 1
  const codeOf = (category: string | null | undefined) => (category === null || category === undefined ? own : (kept.get(category) ?? pool))
  const ofLevel = raw.levels.map(codeOf)
  const codes = Int32Array.from(training, (row) => ((raw.codes[row] as number) === -1 ? codeOf(missingAs) : (ofLevel[raw.codes[row] as number] as number)))
  const strata = target.kind === 'classes' ? takeCodes(target.codes, training) : numberStrata(takeNumbers(target.values, training))
  const outputs = encodedTargets(target)
  const fitted = outputs.map(({ value }) => encodeCategories(training, codes, own + 1, value))
  const outOfFold = outputs.map(({ value }) => encodeOutOfFold(training, codes, own + 1, value, strata, seed))
  const numbersFor = (code: number) => fitted.map(({ values }) => values[code] as number)
  const categories = counts.map((c) => c.category)
  return {
    column: {
      kind: 'lookup', name, type, reader, method: 'target', missingAs, categories,
      values: categories.map((category) => numbersFor(codeOf(category))),
      missingValue: numbersFor(own),
      unseenValue: fitted.map(({ overall }) => overall),
      features: outputs.map(({ suffix }) => `${name}${suffix}`),
      operations: outOfFold.map((values) => fitNumbers(Float64Array.from(values), plan.numberSteps)),
    },
    training: outOfFold,
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
