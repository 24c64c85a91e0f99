import type { RunEntry } from '@shared/engine/analysis-methods'
import type { Filter } from '@shared/run/filter/filter'
import { matchesFilter } from '@shared/run/filter/match-filter'
import { parseFilter } from '@shared/run/filter/parse-filter'
import { exitCodes } from '../exit-code'
import { textTable } from '../text-table'
import { runRowJson } from '../json/run-json'
import { UsageError } from '../usage-error'
import { jsonFlag, helpFlag, workspaceFlag } from '../verb'
import type { Verb } from '../verb'
import { metric } from '../wording'

type RunRow = Extract<RunEntry, { kind: 'run' }>

/** What runs can be sorted by: newest first is the default, metrics best first. */
const sortKeys: Readonly<Record<string, (row: RunRow) => number | string | null>> = {
  created: (row) => row.record.created,
  name: (row) => row.notes.name,
  status: (row) => row.record.status,
  dataset: (row) => row.record.dataset.name,
  epochs: (row) => row.record.epochs,
  'test.accuracy': (row) => row.record.test?.['accuracy'] as number | null,
  'test.loss': (row) => row.record.test?.loss ?? null,
  'validation.accuracy': (row) => row.record.best?.validation?.['accuracy'] ?? null,
  'validation.loss': (row) => row.record.best?.validation?.loss ?? null,
}
/** Of these, small comes first. */
const ascending = new Set(['name', 'status', 'dataset', 'test.loss', 'validation.loss'])

export const runsVerb: Verb = {
  name: 'runs',
  args: '',
  summary: 'List the runs of the workspace.',
  least: 0,
  most: 0,
  flags: [
    { name: 'filter', kind: 'text', value: 'EXPR', help: 'such as: test.accuracy > 0.3 AND layers = 2 OR tag = "baseline"' },
    { name: 'all', kind: 'switch', help: 'archived runs too' },
    { name: 'sort', kind: 'choice', value: 'KEY', choices: Object.keys(sortKeys), help: `one of ${Object.keys(sortKeys).join(', ')} (default: created, newest first)` },
    { name: 'limit', kind: 'integer', min: 1, help: 'at most so many' },
    workspaceFlag,
    jsonFlag,
    helpFlag,
  ],
  run: async ({ core, flags, json, terminal }) => {
    const filter = filterFrom(flags.text('filter') ?? '')
    const passes = (row: RunRow) => matchesFilter(filter, row) && (flags.has('all') || flags.has('filter') || !row.notes.archived)
    const services = await core()
    const entries = await services.runs.list()
    const rows = entries.filter((entry): entry is RunRow => entry.kind === 'run' && passes(entry))
    const unreadable = entries.filter((entry) => entry.kind === 'unreadable')
    const shown = sorted(rows, flags.text('sort')).slice(0, flags.number('limit') ?? Infinity)
    if (json) {
      terminal.print(JSON.stringify({ runs: shown.map((row) => runRowJson(row.record, row.notes)), unreadable }))
      return exitCodes.done
    }
    for (const one of unreadable) terminal.say(`${one.dir} cannot be read: ${one.reason}. It was left as it is.`)
    if (shown.length === 0) terminal.print(entries.length === 0 ? 'No runs yet. Train one: crossfade train FILE --target COLUMN' : 'No run fits.')
    else terminal.print(table(shown))
    return exitCodes.done
  },
}

/** Throws UsageError that points at the place. */
function filterFrom(text: string): Filter {
  const parsed = parseFilter(text)
  if (parsed.kind === 'ok') return parsed.filter
  const { message, span } = parsed.problem
  const place = span.end > span.start ? `at "${text.slice(span.start, span.end)}" (character ${span.start + 1})` : 'at its end'
  throw new UsageError(`--filter: ${place}: ${message}`)
}

function sorted(rows: readonly RunRow[], key: string | undefined): readonly RunRow[] {
  const of = key === undefined ? undefined : sortKeys[key]
  if (of === undefined || key === undefined) return rows
  const sign = ascending.has(key) ? 1 : -1
  return [...rows].sort((a, b) => {
    const [x, y] = [of(a) ?? null, of(b) ?? null]
    if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1
    return sign * (typeof x === 'string' || typeof y === 'string' ? String(x).localeCompare(String(y)) : x - y)
  })
}

function table(rows: readonly RunRow[]): string {
  return textTable(
    [
      { title: 'run', align: 'left' },
      { title: 'name', align: 'left' },
      { title: 'status', align: 'left' },
      { title: 'dataset', align: 'left' },
      { title: 'epochs', align: 'right' },
      { title: 'validation', align: 'right' },
      { title: 'test', align: 'right' },
      { title: 'tags', align: 'left' },
    ],
    rows.map(({ record, notes }) => {
      // The headline metric: accuracy where there are classes, else the loss.
      const name = record.experiment.recipe.task === 'classification' ? 'accuracy' : 'loss'
      return [
        record.id,
        notes.name,
        record.status,
        record.dataset.name,
        String(record.epochs),
        metric(name, record.best?.validation?.[name]),
        metric(name, record.test?.[name] as number | null | undefined),
        notes.tags.join(' '),
      ]
    }),
  )
}
