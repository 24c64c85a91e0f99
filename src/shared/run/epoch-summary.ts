import type { EpochMetrics, MetricValues } from './epoch-metrics'
import type { EpochSummary, RunRecord } from './run-record'
import { withSegmentEnded } from './segments'
import { testLooksOf } from './test-looks'

/** Fields of an epoch's line that are no metric. */
const notMetrics = new Set(['epoch', 'validation', 'learningRate', 'ms', 'step', 'at', 'diverged'])

/** The metrics of one line of metrics.jsonl, without what else stands there. */
export function summaryOf(line: EpochMetrics): EpochSummary {
  const training: MetricValues = { loss: line.loss }
  for (const [name, value] of Object.entries(line)) {
    if (!notMetrics.has(name) && (typeof value === 'number' || value === null)) training[name] = value
  }
  return { epoch: line.epoch, training, validation: line.validation ?? null }
}

/** The value of the watched metric in an epoch, on the rows that the run watches; null where it has none. */
export function monitoredValue(line: EpochMetrics, monitor: RunRecord['monitor']): number | null {
  const name = monitor?.metric ?? 'loss'
  const values: Readonly<Record<string, unknown>> = monitor?.on === 'training' ? line : (line.validation ?? line)
  const value = values[name]
  return typeof value === 'number' ? value : null
}

/** The best epoch of those that finished; null where none has a number. The first of equals. */
export function bestOf(lines: readonly EpochMetrics[], monitor: RunRecord['monitor']): EpochMetrics | null {
  const sign = monitor?.mode === 'max' ? -1 : 1
  let best: { readonly line: EpochMetrics; readonly value: number } | null = null
  for (const line of lines) {
    const value = monitoredValue(line, monitor)
    if (value !== null && (best === null || sign * value < sign * best.value)) best = { line, value }
  }
  return best === null ? null : best.line
}

/** The sparkline: the watched metric by epoch, at most `points` of them, evenly chosen, the last one always. */
export function sparkOf(lines: readonly EpochMetrics[], monitor: RunRecord['monitor'], points = 60): readonly number[] {
  return thinned(lines.map((line) => monitoredValue(line, monitor)).filter((value): value is number => value !== null), points)
}

/** At most `points` of some values, evenly chosen, the first and the last always. */
export function thinned(values: readonly number[], points = 60): readonly number[] {
  if (values.length <= points) return values
  const chosen: number[] = []
  for (let i = 0; i < points; i++) {
    const value = values[Math.round((i * (values.length - 1)) / (points - 1))]
    if (value !== undefined) chosen.push(value)
  }
  return chosen
}

/**
 * A record with the epochs that finished: run.json is written at state changes only, so those that finished since the last one
 * stand in metrics.jsonl alone.
 */
export function withEpochs(record: RunRecord, lines: readonly EpochMetrics[]): RunRecord {
  const last = lines[lines.length - 1]
  const best = bestOf(lines, record.monitor)
  return {
    ...record,
    // What was scored were other weights.
    ...(best !== null && record.best !== null && best.epoch !== record.best.epoch && record.test !== null ? { test: null, testLooks: [...testLooksOf(record)] } : {}),
    epochs: last?.epoch ?? record.epochs,
    last: last === undefined ? record.last : summaryOf(last),
    best: best === null ? record.best : summaryOf(best),
  }
}

/** What a run looks like whose owner died. */
export function asInterrupted(record: RunRecord, lines: readonly EpochMetrics[], reason: string): RunRecord {
  return withSegmentEnded({ ...withEpochs(record, lines), status: 'interrupted', reason, ended: lines[lines.length - 1]?.at ?? record.ended })
}
