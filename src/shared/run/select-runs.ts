import { z } from 'zod'
import type { RunEntry } from '../engine/analysis-methods'
import type { FilterSubject } from './filter/fields'
import { filterTest } from './filter/match-filter'
import { parseFilter } from './filter/parse-filter'

export const sortKeys = ['created', 'name', 'status', 'dataset', 'epochs', 'test.accuracy', 'test.loss', 'validation.accuracy', 'validation.loss'] as const
export const sortKey = z.enum(sortKeys)
export type SortKey = z.infer<typeof sortKey>

/** Which runs of a workspace, and in which order. */
export const runSelection = z.object({
  /** In the filter language; '' for all. It has been parsed before: one that does not parse selects nothing. */
  filter: z.string(),
  /** Archived runs too. */
  archived: z.boolean(),
  sort: sortKey,
  limit: z.number().int().positive().nullable(),
})
export type RunSelection = z.infer<typeof runSelection>

function valueOf({ record, notes }: FilterSubject, key: SortKey): number | string | null {
  const metric = (values: Readonly<Record<string, unknown>> | null | undefined, name: string) => {
    const value = values?.[name]
    return typeof value === 'number' ? value : null
  }
  switch (key) {
    case 'created':
      return record.created
    case 'name':
      return notes.name
    case 'status':
      return record.status
    case 'dataset':
      return record.dataset.name
    case 'epochs':
      return record.epochs
    case 'test.accuracy':
      return metric(record.test, 'accuracy')
    case 'test.loss':
      return metric(record.test, 'loss')
    case 'validation.accuracy':
      return metric(record.best?.validation, 'accuracy')
    case 'validation.loss':
      return metric(record.best?.validation, 'loss')
  }
}

/** Of these, small comes first; of the others the latest or the largest. */
const ascending: ReadonlySet<SortKey> = new Set<SortKey>(['name', 'status', 'dataset', 'test.loss', 'validation.loss'])

/** Says of a run whether it is among those that a selection means, whatever its order and limit. */
export function selectionTest({ filter, archived }: Pick<RunSelection, 'filter' | 'archived'>): (run: FilterSubject) => boolean {
  const parsed = parseFilter(filter)
  if (parsed.kind === 'bad') return () => false
  const passes = filterTest(parsed.filter)
  // In this order: of the runs that do not pass, no more is looked at than the filter asks for.
  return archived ? passes : (run) => passes(run) && !run.notes.archived
}

/** The runs that a selection means, in its order; runs without the value come last. Unreadable ones always come along, at the end. */
export function selectRuns(entries: readonly RunEntry[], select: RunSelection): readonly RunEntry[] {
  const { sort, limit } = select
  const passes = selectionTest(select)
  const rows = entries.flatMap((entry) => (entry.kind === 'run' && passes(entry) ? [entry] : []))
  const sign = ascending.has(sort) ? 1 : -1
  const keyed = rows.map((row) => ({ row, value: valueOf(row, sort) }))
  keyed.sort((a, b) => {
    if (a.value === null || b.value === null) return a.value === b.value ? 0 : a.value === null ? 1 : -1
    return sign * (a.value < b.value ? -1 : a.value > b.value ? 1 : 0)
  })
  return [...keyed.slice(0, limit ?? undefined).map((one) => one.row), ...entries.filter((entry) => entry.kind === 'unreadable')]
}
