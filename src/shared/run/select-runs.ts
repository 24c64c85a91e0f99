import { z } from 'zod'
import type { RunEntry } from '../engine/analysis-methods'
import type { RunNotes, RunRecord } from './run-record'
import type { Filter } from './filter/filter'
import { matchesFilter } from './filter/match-filter'
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

interface Row {
  readonly record: RunRecord
  readonly notes: RunNotes
}

function valueOf({ record, notes }: Row, key: SortKey): number | string | null {
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

/** The runs that a selection means, in its order; runs without the value come last. Unreadable ones always come along, at the end. */
export function selectRuns(entries: readonly RunEntry[], { filter: text, archived, sort, limit }: RunSelection): readonly RunEntry[] {
  const parsed = parseFilter(text)
  const filter: Filter | null = parsed.kind === 'ok' ? parsed.filter : null
  const rows = entries.flatMap((entry) => (entry.kind === 'run' && (archived || !entry.notes.archived) && filter !== null && matchesFilter(filter, entry) ? [entry] : []))
  const sign = ascending.has(sort) ? 1 : -1
  const keyed = rows.map((row) => ({ row, value: valueOf(row, sort) }))
  keyed.sort((a, b) => {
    if (a.value === null || b.value === null) return a.value === b.value ? 0 : a.value === null ? 1 : -1
    return sign * (a.value < b.value ? -1 : a.value > b.value ? 1 : 0)
  })
  return [...keyed.slice(0, limit ?? undefined).map((one) => one.row), ...entries.filter((entry) => entry.kind === 'unreadable')]
}
