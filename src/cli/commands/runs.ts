import { writeFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { runTableCsv, runTableRow } from '@shared/export/run-table'
import type { RunEntry } from '@shared/engine/analysis-methods'
import type { Filter } from '@shared/run/filter/filter'
import { namesField } from '@shared/run/filter/names-field'
import { parseFilter } from '@shared/run/filter/parse-filter'
import { sortKeys } from '@shared/run/select-runs'
import { testSeen } from '@shared/run/test-looks'
import { exitCodes } from '../exit-code'
import { textTable } from '../text-table'
import { runRowJson } from '../json/run-json'
import { UsageError } from '../usage-error'
import { jsonFlag, helpFlag, workspaceFlag } from '../verb'
import type { Verb } from '../verb'
import { metric } from '../wording'

type RunRow = Extract<RunEntry, { kind: 'run' }>

/** Runs that are listed where nothing else is said. */
const newest = 200

export const runsVerb: Verb = {
  name: 'runs',
  args: '',
  summary: 'List the runs of the workspace.',
  least: 0,
  most: 0,
  flags: [
    { name: 'filter', kind: 'text', value: 'EXPR', help: 'such as: test.accuracy > 0.3 AND layers = 2 OR tag = "baseline"' },
    { name: 'all', kind: 'switch', help: 'archived runs too; a filter that names archived sees them anyway' },
    { name: 'sort', kind: 'choice', value: 'KEY', choices: sortKeys, help: `one of ${sortKeys.join(', ')} (default: created, newest first)` },
    { name: 'limit', kind: 'integer', min: 1, help: 'at most so many (default: the newest 200; all with --json, --filter or --sort)' },
    { name: 'table', kind: 'text', value: 'FILE', help: 'write them with every setting and metric as .csv or .json' },
    workspaceFlag,
    jsonFlag,
    helpFlag,
  ],
  run: async ({ listRuns, flags, json, terminal }) => {
    const filter = flags.text('filter') ?? ''
    const parsed = checkedFilter(filter)
    // A person reads the newest ones; a program gets them all.
    const limit = flags.number('limit') ?? (json || filter !== '' || flags.has('sort') || flags.has('table') ? null : newest)
    const entries = await listRuns({
      filter,
      archived: flags.has('all') || namesField(parsed, 'archived'),
      sort: flags.choice('sort', sortKeys) ?? 'created',
      limit,
      // A table tells every setting; the lines that people read do without the layers.
    }, !flags.has('table'))
    const shown = entries.filter((entry): entry is RunRow => entry.kind === 'run')
    const file = flags.text('table')
    if (file !== undefined) await writeTable(file, shown)
    const unreadable = entries.filter((entry) => entry.kind === 'unreadable')
    if (json) {
      terminal.print(JSON.stringify({ runs: shown.map((row) => runRowJson(row.record, row.notes)), unreadable }))
      return exitCodes.done
    }
    for (const one of unreadable) terminal.say(`${one.dir} cannot be read: ${one.reason}. It was left as it is.`)
    if (shown.length === 0) terminal.print(filter === '' ? 'No runs yet. Train one: crossfade train FILE --target COLUMN' : 'No run fits.')
    else terminal.print(table(shown))
    if (shown.some(({ record }) => record.test !== null && testSeen(record) !== null)) terminal.say('* The test rows were looked at for several epochs, or before the run was trained on. "crossfade show RUN" says which.')
    if (limit === newest && shown.length === newest && !flags.has('limit')) terminal.say(`These are the newest ${newest}. --limit N lists more, --filter finds some.`)
    return exitCodes.done
  },
}

async function writeTable(file: string, rows: readonly RunRow[]): Promise<void> {
  const table = rows.map(({ record, notes }) => runTableRow(record, notes))
  const ending = extname(file).toLowerCase()
  if (ending !== '.csv' && ending !== '.json') throw new UsageError(`--table ${file}: a table of runs is written as .csv or .json.`)
  await writeFile(file, ending === '.csv' ? runTableCsv(table) : `${JSON.stringify(table, null, 2)}\n`)
}

/** Throws UsageError that points at the place. */
function checkedFilter(text: string): Filter {
  const parsed = parseFilter(text)
  if (parsed.kind === 'ok') return parsed.filter
  const { message, span } = parsed.problem
  const place = span.end > span.start ? `at "${text.slice(span.start, span.end)}" (character ${span.start + 1})` : 'at its end'
  throw new UsageError(`--filter: ${place}: ${message}`)
}

function table(rows: readonly RunRow[]): string {
  return textTable(
    [
      { title: 'run', align: 'left' },
      { title: 'name', align: 'left' },
      { title: 'status', align: 'left' },
      { title: 'dataset', align: 'left' },
      { title: 'epochs', align: 'right' },
      { title: 'metric', align: 'left' },
      { title: 'validation', align: 'right' },
      { title: 'test', align: 'right' },
      { title: 'tags', align: 'left' },
    ],
    rows.map(({ record, notes }) => {
      // The headline metric: accuracy where there are classes, else the error in the unit of the target.
      const name = record.experiment.recipe.task === 'classification' ? 'accuracy' : 'rmse'
      return [
        record.id,
        notes.name,
        record.status,
        record.dataset.name,
        String(record.epochs),
        name,
        metric(name, record.best?.validation?.[name]),
        `${metric(name, record.test?.[name] as number | null | undefined)}${record.test !== null && testSeen(record) !== null ? ' *' : ''}`,
        notes.tags.join(' '),
      ]
    }),
  )
}
