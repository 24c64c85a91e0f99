import type { RunNotes, RunRecord } from '../run-record'
import type { Layer } from '../../model/layer'
import { monitors } from '../../training/training-settings'

/** What a filter looks at. */
export interface FilterSubject {
  readonly record: RunRecord
  readonly notes: RunNotes
}

/** What a field holds of a run. A run may have several tags; what is not there is an empty list. */
export type Field =
  | { readonly kind: 'number'; readonly help: string; readonly of: (run: FilterSubject) => readonly number[] }
  /** `closed`: it holds one of the choices and nothing else. */
  | { readonly kind: 'text'; readonly help: string; readonly choices?: readonly string[]; readonly closed?: boolean; readonly of: (run: FilterSubject) => readonly string[] }
  /** ISO 8601, compared as far as the filter says it: `created = 2026-11` is the whole month. */
  | { readonly kind: 'time'; readonly help: string; readonly of: (run: FilterSubject) => readonly string[] }

const number = (help: string, of: (run: FilterSubject) => number | null | undefined): Field => ({
  kind: 'number',
  help,
  of: (run) => {
    const value = of(run)
    return typeof value === 'number' ? [value] : []
  },
})
const text = (help: string, of: (run: FilterSubject) => string | readonly string[] | null | undefined, choices?: readonly string[], closed = false): Field => ({
  kind: 'text',
  help,
  of: (run) => {
    const value = of(run)
    return typeof value === 'string' ? [value] : (value ?? [])
  },
  ...(choices === undefined ? {} : { choices, closed }),
})

const flat = (layers: readonly Layer[]): readonly Layer[] => layers.flatMap((layer) => (layer.kind === 'residual' ? [layer, ...layer.layers] : [layer]))
const layersOf = (run: FilterSubject) => flat(run.record.experiment.model.layers)
const training = (run: FilterSubject) => run.record.experiment.training

const plain: Readonly<Record<string, Field>> = {
  id: text('id of the run', (run) => run.record.id),
  name: text('name', (run) => run.notes.name),
  tag: text('one of its tags', (run) => run.notes.tags),
  note: text('its notes', (run) => run.notes.notes),
  status: text('state', (run) => run.record.status, ['queued', 'training', 'completed', 'paused', 'stopped', 'failed', 'interrupted']),
  kind: text('kind of model', (run) => run.record.kind, ['layers', 'ensemble', 'trees', 'imported'], true),
  archived: text('put aside', (run) => String(run.notes.archived), ['true', 'false'], true),
  created: { kind: 'time', help: 'when it was begun (UTC)', of: (run) => [run.record.created] },
  ended: { kind: 'time', help: 'when it ended (UTC)', of: (run) => (run.record.ended === null ? [] : [run.record.ended]) },
  dataset: text('name of the table', (run) => run.record.dataset.name),
  rows: number('rows of the table', (run) => run.record.dataset.rows),
  features: number('number of inputs', (run) => run.record.dataset.features),
  classes: number('number of classes', (run) => run.record.dataset.classes),
  target: text('column that is predicted', (run) => run.record.experiment.recipe.target),
  task: text('task', (run) => run.record.experiment.recipe.task, ['classification', 'regression'], true),
  layers: number('number of dense layers before the output', (run) => layersOf(run).filter((layer) => layer.kind === 'dense').length),
  units: { kind: 'number', help: 'units of any dense layer', of: (run) => layersOf(run).flatMap((layer) => (layer.kind === 'dense' ? [layer.units] : [])) },
  activation: text('activation of any dense layer', (run) => layersOf(run).flatMap((layer) => (layer.kind === 'dense' ? [layer.activation] : []))),
  dropout: { kind: 'number', help: 'rate of any dropout layer', of: (run) => layersOf(run).flatMap((layer) => (layer.kind === 'dropout' ? [layer.rate] : [])) },
  output: text('activation of the output', (run) => run.record.experiment.model.output.activation),
  parameters: number('number of parameters', (run) => run.record.parameters?.total),
  optimizer: text('optimiser', (run) => training(run).optimizer.kind),
  loss: text('loss that is minimised', (run) => training(run).loss),
  lr: number('learning rate', (run) => training(run).learningRate),
  schedule: text('learning-rate schedule', (run) => training(run).schedule.kind),
  batch: number('rows in a batch', (run) => run.record.engine?.batch ?? (typeof run.record.experiment.training.batch === 'number' ? run.record.experiment.training.batch : null)),
  seed: number('seed of weights and row order', (run) => training(run).seed),
  engine: text('engine mode', (run) => run.record.engine?.mode, ['xla', 'graph', 'eager']),
  epochs: number('finished epochs', (run) => run.record.epochs),
  'best.epoch': number('epoch of the best weights', (run) => run.record.best?.epoch),
}

const parts: Readonly<Record<string, (run: FilterSubject) => Readonly<Record<string, unknown>> | null | undefined>> = {
  test: (run) => run.record.test,
  validation: (run) => run.record.best?.validation,
  training: (run) => run.record.best?.training,
}

/** What another program's run does not tell, and what trees and ensembles have none of: their records have something in the place of it that nobody may find them by. */
const ofTables: ReadonlySet<string> = new Set(['rows', 'features', 'classes', 'task'])
const ofNetworks: ReadonlySet<string> = new Set(['layers', 'units', 'activation', 'dropout', 'output', 'optimizer', 'loss', 'lr', 'schedule', 'batch'])

/** The kinds of runs that tell of a field; null: all do. */
const tellers = (name: string): readonly RunRecord['kind'][] | null =>
  ofNetworks.has(name) ? ['layers'] : ofTables.has(name) ? ['layers', 'ensemble', 'trees'] : name === 'seed' ? ['layers', 'trees'] : null

function told(name: string, field: Field): Field {
  const kinds = tellers(name)
  if (kinds === null) return field
  if (field.kind === 'number') return { ...field, of: (run) => (kinds.includes(run.record.kind) ? field.of(run) : []) }
  return { ...field, of: (run) => (kinds.includes(run.record.kind) ? field.of(run) : []) }
}

/** Every field, by name: what a run is, and its metrics of the best epoch by part, such as test.accuracy. */
export const fields: ReadonlyMap<string, Field> = new Map<string, Field>([
  ...Object.entries(plain).map(([name, field]): [string, Field] => [name, told(name, field)]),
  ...Object.entries(parts).flatMap(([part, of]) =>
    monitors.map((metric): [string, Field] => [
      `${part}.${metric}`,
      number(`${metric} on ${part === 'test' ? 'the test rows' : `${part} rows, best epoch`}`, (run) => of(run)?.[metric] as number | null | undefined),
    ]),
  ),
])

/** The field of a name, whatever its letter case; `tags` and the like are understood too. */
export function fieldNamed(name: string): { readonly name: string; readonly field: Field } | null {
  // Columns are headed "Val. accuracy" where there is little room.
  const lower = name.toLowerCase().replace(/^val\./, 'validation.').replace(/^train\./, 'training.')
  for (const wanted of [lower, synonyms[lower] ?? lower, lower.replace(/s$/, '')]) {
    for (const [known, field] of fields) if (known.toLowerCase() === wanted) return { name: known, field }
  }
  return null
}

const synonyms: Readonly<Record<string, string>> = { notes: 'note', learningrate: 'lr', 'learning-rate': 'lr', optimiser: 'optimizer', epoch: 'epochs', layer: 'layers', params: 'parameters' }
