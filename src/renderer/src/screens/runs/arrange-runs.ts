import type { RunSummary } from '@shared/engine/analysis-methods'
import { statusWords } from '../../format/words'
import type { RunColumn } from './run-columns'

export const groupings = ['none', 'dataset', 'target', 'status', 'tag', 'study', 'kind'] as const
export type Grouping = (typeof groupings)[number]

export interface RunSort {
  readonly key: string
  readonly descending: boolean
}

/** A line of the table: the heading of a group, or a run. */
export type RunLine =
  | { readonly kind: 'group'; readonly key: string; readonly label: string; readonly runs: number; readonly open: boolean }
  | { readonly kind: 'run'; readonly key: string; readonly run: RunSummary }

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

/** Runs in the order of a column; those without a value last, whichever way it goes. The order of equal ones stays. */
export function sortRuns(runs: readonly RunSummary[], sort: RunSort | null, columns: readonly RunColumn[]): readonly RunSummary[] {
  const value = columns.find((column) => column.key === sort?.key)?.value
  if (sort === null || value === undefined) return runs
  const sign = sort.descending ? -1 : 1
  const keyed = runs.map((run) => ({ run, value: value(run) }))
  keyed.sort((a, b) => {
    const [x, y] = [a.value, b.value]
    if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1
    return sign * (typeof x === 'number' && typeof y === 'number' ? x - y : collator.compare(String(x), String(y)))
  })
  return keyed.map((one) => one.run)
}

function groupOf({ record, notes }: RunSummary, by: Grouping): string {
  switch (by) {
    case 'none':
      return ''
    case 'dataset':
      return record.dataset.name
    case 'target':
      return record.experiment.recipe.target
    case 'status':
      return statusWords[record.status]
    case 'tag':
      return notes.tags.length === 0 ? 'Without a tag' : [...notes.tags].sort().join(', ')
    case 'study':
      return record.study === undefined ? 'Of no study' : record.study.id
    case 'kind':
      return record.kind
  }
}

/** The lines of the table: in groups where that is asked for, in the order in which their first runs come. A closed group shows its heading only. */
export function arrangeRuns(runs: readonly RunSummary[], by: Grouping, closed: ReadonlySet<string>): readonly RunLine[] {
  const lineOf = (run: RunSummary): RunLine => ({ kind: 'run', key: run.record.id, run })
  if (by === 'none') return runs.map(lineOf)
  const groups = new Map<string, RunSummary[]>()
  for (const run of runs) {
    const label = groupOf(run, by)
    const group = groups.get(label)
    if (group === undefined) groups.set(label, [run])
    else group.push(run)
  }
  return [...groups].flatMap(([label, group]): RunLine[] => {
    const open = !closed.has(label)
    return [{ kind: 'group', key: `group ${label}`, label, runs: group.length, open }, ...(open ? group.map(lineOf) : [])]
  })
}
