import type { ComparedPart, MetricCell, MetricRow } from '@shared/compare/comparison'
import { inMetricOrder, metricFacts } from '@shared/compare/metric-facts'
import { stable } from '@shared/compare/settings-diff'
import type { RunAtGlance } from './load-run'
import type { MeasuredValues } from './metric-values'

/** Values as evaluation.json has them, with intervals where they were measured here; best and deltas only among comparable runs. */
export function metricRows(
  runs: readonly RunAtGlance[],
  measured: readonly MeasuredValues[],
  on: ComparedPart,
  comparable: boolean,
  ensemble: ReadonlyMap<string, number>,
): readonly MetricRow[] {
  const evaluated = runs.map((run) => run.folder.evaluation?.[on]?.metrics ?? {})
  const names = inMetricOrder([...new Set([...evaluated.flatMap((metrics) => Object.keys(metrics)), ...measured.flatMap((values) => [...values.keys()])])])
  const losses = new Set(runs.filter(({ head }) => head.kind !== 'ensemble').map(lossKey))
  return names.map((metric) => {
    const { label, higherIsBetter, share } = metricFacts(metric)
    const caution = !comparable
      ? 'The runs cannot be compared.'
      : metric === 'loss' && losses.size > 1
        ? 'The runs were trained on different losses.'
        : null
    const values = runs.map((_, i) => {
      const [noted, own] = [evaluated[i]?.[metric], measured[i]?.get(metric)]
      const value = noted?.value ?? own?.value ?? null
      return own?.interval ? { value, interval: own.interval, method: own.method } : { value, interval: noted?.interval ?? null, method: noted?.method ?? null }
    })
    const known = values.flatMap(({ value }) => (value === null ? [] : [value]))
    const best = caution !== null || new Set(known).size < 2 ? null : higherIsBetter ? Math.max(...known) : Math.min(...known)
    const first = values[0]?.value ?? null
    const cells: MetricCell[] = values.map((value, i) => ({
      run: runs[i]?.head.id ?? '',
      ...value,
      delta: caution !== null || i === 0 || value.value === null || first === null ? null : value.value - first,
      best: best !== null && value.value === best,
    }))
    return { metric, label, higherIsBetter, share, caution, cells, ensemble: ensemble.get(metric) ?? null }
  })
}

function lossKey({ folder: { record } }: RunAtGlance): string {
  const { loss, labelSmoothing, focalGamma, huberDelta } = record.experiment.training
  return stable([loss, labelSmoothing, focalGamma ?? null, huberDelta ?? null])
}

/** The values of one run by metric; null where it has none. */
export function valuesOf(rows: readonly MetricRow[], run: string): ReadonlyMap<string, number> | null {
  const values = new Map<string, number>()
  for (const { metric, cells } of rows) {
    const value = cells.find((cell) => cell.run === run)?.value
    if (value !== null && value !== undefined) values.set(metric, value)
  }
  return values.size === 0 ? null : values
}
