import type { RunNotes, RunRecord } from '../run/run-record'
import { csvCell } from './csv-cell'
import { toldSettings } from './told-settings'

type Value = string | number | boolean | null

/** A run as a row of a table of experiments, as trackers such as Weights & Biases export them. */
export interface RunTableRow {
  readonly id: string
  readonly name: string
  readonly state: string
  readonly created: string
  /** Seconds of training. */
  readonly runtime: number | null
  readonly tags: readonly string[]
  readonly notes: string
  /** Settings, as training.optimizer.kind and so on. */
  readonly config: Readonly<Record<string, Value>>
  /** Metrics of the best epoch and of the test rows, as validation/loss and test/accuracy. */
  readonly summary: Readonly<Record<string, Value>>
}

export function runTableRow(record: RunRecord, notes: RunNotes): RunTableRow {
  const { best, test, timing, dataset } = record
  const metrics = (part: string, values: Readonly<Record<string, unknown>> | null | undefined): [string, Value][] =>
    Object.entries(values ?? {}).flatMap(([name, value]) => (typeof value === 'number' || value === null ? [[`${part}/${name}`, value]] : []))
  return {
    id: record.id,
    name: notes.name === '' ? record.id : notes.name,
    state: record.status,
    created: record.created,
    runtime: timing.trainMs === null ? null : timing.trainMs / 1000,
    tags: notes.tags,
    notes: notes.notes,
    config: {
      dataset: dataset.name,
      sha256: dataset.sha256,
      kind: record.kind,
      ...toldSettings(record),
    },
    summary: { epochs: record.epochs, 'best/epoch': best?.epoch ?? null, ...Object.fromEntries([...metrics('train', best?.training), ...metrics('validation', best?.validation), ...metrics('test', test)]) },
  }
}

/** One line a run; a column for every setting and metric that any of them has. */
export function runTableCsv(rows: readonly RunTableRow[]): string {
  const keys = (part: 'config' | 'summary') => [...new Set(rows.flatMap((row) => Object.keys(row[part])))]
  const [config, summary] = [keys('config'), keys('summary')]
  const header = ['ID', 'Name', 'State', 'Created', 'Runtime', 'Tags', 'Notes', ...config, ...summary]
  const lines = rows.map((row) => [row.id, row.name, row.state, row.created, row.runtime, row.tags.join(', '), row.notes, ...config.map((key) => row.config[key]), ...summary.map((key) => row.summary[key])])
  return [header, ...lines].map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('')
}
