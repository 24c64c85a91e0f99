import { z } from 'zod'
import type { EpochMetrics } from '../run/epoch-metrics'
import type { RunDetail } from '../run/run-detail'
import { toldSettings } from './told-settings'

/** A run as other programs keep one: settings, series of numbers by step, and labels. */
export const toldRun = z.object({
  id: z.string().min(1),
  name: z.string(),
  status: z.enum(['finished', 'failed', 'running']),
  /** ISO times. */
  started: z.string(),
  ended: z.string().nullable(),
  settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  series: z.array(z.object({ part: z.enum(['train', 'validation', 'test']), metric: z.string(), points: z.array(z.object({ step: z.number(), at: z.string(), value: z.number() })) })),
  tags: z.record(z.string(), z.string()),
})
export type ToldRun = z.infer<typeof toldRun>

type Series = ToldRun['series']

/** Epochs as series of numbers. Values that are no number are left out: other programs' formats have no word for them. */
export function seriesOf(metrics: readonly EpochMetrics[]): Series {
  const series = new SeriesByName()
  for (const { epoch, at, validation, ...training } of metrics) {
    for (const [metric, value] of Object.entries(training)) if (!['ms', 'step'].includes(metric)) series.add('train', metric, epoch, at, value)
    for (const [metric, value] of Object.entries(validation ?? {})) series.add('validation', metric, epoch, at, value)
  }
  return series.all()
}

class SeriesByName {
  private readonly found = new Map<string, Series[number]>()

  add(part: Series[number]['part'], metric: string, step: number, at: string, value: unknown): void {
    if (typeof value !== 'number' || !Number.isFinite(value)) return
    const key = `${part} ${metric}`
    const series = this.found.get(key) ?? { part, metric, points: [] }
    series.points.push({ step, at, value })
    this.found.set(key, series)
  }

  all(): Series {
    return [...this.found.values()]
  }
}

/** What a run's folder holds, for other programs. */
export function tellRun({ record, notes, metrics }: RunDetail): ToldRun {
  const test = new SeriesByName()
  for (const [metric, value] of Object.entries(record.test ?? {})) test.add('test', metric, record.best?.epoch ?? record.epochs, record.ended ?? record.created, value)
  return {
    id: record.id,
    name: notes.name === '' ? record.id : notes.name,
    status: record.status === 'failed' ? 'failed' : record.ended === null ? 'running' : 'finished',
    started: record.started ?? record.created,
    ended: record.ended,
    settings: toldSettings(record),
    series: [...seriesOf(metrics), ...test.all()],
    tags: { dataset: record.dataset.name, sha256: record.dataset.sha256, task: record.experiment.recipe.task, kind: record.kind, tags: notes.tags.join(', ') },
  }
}
