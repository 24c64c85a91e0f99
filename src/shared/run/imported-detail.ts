import type { ImportedRun } from '../export/imported-run'
import { defaultTraining } from '../training/resolve'
import { withEpochs } from './epoch-summary'
import type { EpochMetrics, MetricValues } from './epoch-metrics'
import type { Evaluation, PartEvaluation } from './evaluation'
import type { RunDetail } from './run-detail'
import type { RunRecord } from './run-record'

type Series = ImportedRun['run']['series']

/** A run of another program as the screens and the comparison know runs. What nobody told is null or empty; its experiment says nothing. */
export function importedDetail({ id, imported, run }: ImportedRun, path: string): RunDetail {
  const metrics = linesOf(run.series)
  const validated = run.series.some(({ part }) => part === 'validation')
  const task = run.series.some(({ metric }) => metric === 'accuracy') ? ('classification' as const) : ('regression' as const)
  const target = run.settings['target']
  const record: RunRecord = {
    version: 2,
    id,
    kind: 'imported',
    imported: { ...imported, settings: run.settings },
    status: run.status === 'finished' ? 'completed' : run.status === 'failed' ? 'failed' : 'stopped',
    reason: run.status === 'running' ? 'It was still at work when it was read.' : null,
    created: run.started,
    started: run.started,
    ended: run.ended,
    experiment: {
      version: 1,
      name: run.name,
      dataset: { path: imported.path, sha256: '', reading: {} },
      recipe: { task, target: typeof target === 'string' ? target : '', columns: { features: [], ignored: [], types: {} }, rows: [], steps: [], split: { method: 'random', validation: 0, test: 0, seed: 0 } },
      model: { layers: [], output: { activation: task === 'classification' ? 'softmax' : 'linear' } },
      training: { ...defaultTraining(task, 1), epochs: Math.max(1, metrics[metrics.length - 1]?.epoch ?? 1) },
    },
    segments: [],
    dataset: { id: '', name: run.tags['dataset'] ?? '', sha256: '', rows: 0, features: null, classes: null, synthetic: false },
    prepared: null,
    split: null,
    engine: null,
    environment: null,
    parameters: typeof run.settings['parameters'] === 'number' && run.settings['parameters'] > 0 ? { total: run.settings['parameters'], trainable: run.settings['parameters'] } : null,
    epochs: 0,
    monitor: { metric: 'loss', on: validated ? 'validation' : 'training', mode: 'min' },
    best: null,
    last: null,
    test: lastValues(run.series, 'test'),
    timing: { prepareMs: null, compileMs: null, trainMs: null, medianEpochMs: null },
    weights: null,
  }
  const notes = { version: 1 as const, name: run.name.slice(0, 200), tags: [], notes: '', archived: false }
  return { record: withEpochs(record, metrics), notes, metrics, evaluation: null, dir: path, hasCheckpoint: false, keptEpochs: [] }
}

/** Its last values of the test rows and those of the validation rows at its best epoch: values without intervals, since no row is known. */
export function importedEvaluation(found: ImportedRun): Evaluation {
  const { record } = importedDetail(found, '')
  const part = (values: Readonly<Record<string, unknown>> | null | undefined, epoch: number): PartEvaluation | null => {
    const metrics = Object.entries(values ?? {}).flatMap(([name, value]) => (typeof value === 'number' ? [[name, { value, interval: null, method: 'told' }] as const] : []))
    return metrics.length === 0 ? null : { rows: 0, epoch, scoredAt: found.imported.at, metrics: Object.fromEntries(metrics), confusion: null, perClass: null }
  }
  return { version: 1, classes: [], validation: part(record.best?.validation, record.best?.epoch ?? 0), test: part(record.test, record.epochs) }
}

/** One line for each step that has a number. Steps that count from 0 count from 1 here. */
function linesOf(series: Series): EpochMetrics[] {
  const learned = series.filter(({ part }) => part !== 'test')
  const first = learned.reduce((least, { points }) => points.reduce((a, { step }) => Math.min(a, Math.floor(step)), least), Infinity)
  const shift = first < 1 ? 1 - first : 0
  const lines = new Map<number, { at: string; training: Record<string, number>; validation: Record<string, number> }>()
  for (const { part, metric, points } of learned) {
    for (const { step, at, value } of points) {
      const epoch = Math.floor(step) + shift
      const line = lines.get(epoch) ?? { at, training: {}, validation: {} }
      lines.set(epoch, line)
      line[part === 'validation' ? 'validation' : 'training'][metric] = value
    }
  }
  // An epoch that lacks its validation is not held against those that have one.
  const validated = series.some(({ part }) => part === 'validation')
  let before: number | null = null
  return [...lines].sort(([a], [b]) => a - b).map(([epoch, { at, training, validation }]) => {
    const time = Date.parse(at)
    const ms = before === null ? 0 : Math.max(0, time - before)
    before = time
    const rate = training['learningRate'] ?? training['learning_rate'] ?? 0
    return { ...training, epoch, loss: training['loss'] ?? null, ...(validated ? { validation: { loss: null, ...validation } } : {}), learningRate: rate, ms, step: Math.max(0, epoch), at }
  })
}

function lastValues(series: Series, wanted: Series[number]['part']): MetricValues | null {
  const values = series.filter(({ part }) => part === wanted).flatMap(({ metric, points }) => {
    const last = points[points.length - 1]
    return last === undefined ? [] : [[metric, last.value] as const]
  })
  return values.length === 0 ? null : { loss: null, ...Object.fromEntries(values) }
}
