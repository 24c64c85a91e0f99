import type { EpochMetrics } from '@shared/run/epoch-metrics'
import { bestOf } from '@shared/run/epoch-summary'
import type { RunRecord } from '@shared/run/run-record'
import { isLive } from '@shared/run/run-state'
import { monitorMode } from '@shared/training/resolve'
import type { Series } from '../../charts/line-chart'
import type { RunStyle } from '../../charts/run-colours'
import { smooth } from '../../charts/smooth'
import type { Point } from '../../charts/thin'
import { counted } from '../../format/number'

export type Axis = 'epoch' | 'step' | 'time'

export const axisWords: Readonly<Record<Axis, string>> = { epoch: 'Epoch', step: 'Step', time: 'Minutes' }

/** What a line of metrics.jsonl is of: trees grow in rounds. */
export const epochWord = (record: Pick<RunRecord, 'kind'>): 'Epoch' | 'Round' => (record.kind === 'trees' ? 'Round' : 'Epoch')

/** What scored rows of a run: the weights of an epoch, trees up to a round, or all its members. */
export function scoredWith({ kind, members }: Pick<RunRecord, 'kind' | 'members'>, epoch: number): string {
  if (kind === 'ensemble') return `the mean of ${counted(members?.length ?? 0, 'run')}`
  return kind === 'trees' ? `trees up to round ${epoch}` : `weights of epoch ${epoch}`
}

/** Where each epoch stands on the x axis: its number, its last optimiser step, or the minutes of training up to its end. */
export function positions(metrics: readonly EpochMetrics[], axis: Axis): readonly number[] {
  let elapsed = 0
  return metrics.map((line) => {
    elapsed += line.ms
    if (axis === 'epoch') return line.epoch
    return axis === 'step' ? line.step : elapsed / 60_000
  })
}

const asNumber = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null)

/** Curves of the epochs that were asked for before: the arrays are replaced when epochs arrive, never changed. */
const curves = new WeakMap<readonly EpochMetrics[], Map<string, readonly Point[]>>()

export function curveOf(metrics: readonly EpochMetrics[], name: string, part: 'training' | 'validation', axis: Axis): readonly Point[] {
  const known = curves.get(metrics) ?? new Map<string, readonly Point[]>()
  curves.set(metrics, known)
  const key = `${axis}:${part}:${name}`
  const points = known.get(key) ?? pointsOf(metrics, name, part, axis)
  known.set(key, points)
  return points
}

function pointsOf(metrics: readonly EpochMetrics[], name: string, part: 'training' | 'validation', axis: Axis): readonly Point[] {
  const at = positions(metrics, axis)
  return metrics.map((line, index) => ({ x: at[index] ?? line.epoch, y: asNumber(part === 'training' ? line[name] : line.validation?.[name]) }))
}

const hasNumbers = (points: readonly Point[]): boolean => points.some((point) => point.y !== null)

interface CurveOptions {
  readonly axis: Axis
  /** Weight of the moving average, 0 to below 1. */
  readonly smoothing: number
  readonly style: RunStyle
  /** Put before "training" and "validation", where several runs share a chart. */
  readonly prefix?: string
  readonly parts?: readonly ('training' | 'validation')[]
}

/** The curves of one metric of one run: training dashed, validation solid; behind a smoothed line the raw one, faint. */
export function runSeries(id: string, metrics: readonly EpochMetrics[], name: string, options: CurveOptions): readonly Series[] {
  const parts = options.parts ?? ['training', 'validation']
  return parts.flatMap((part): Series[] => {
    const points = curveOf(metrics, name, part, options.axis)
    if (!hasNumbers(points)) return []
    const base = {
      label: options.prefix === undefined ? (part === 'training' ? 'Training' : 'Validation') : `${options.prefix}, ${part}`,
      colour: options.style.colour,
      dash: part === 'training' ? options.style.dashed : options.style.solid,
    }
    if (options.smoothing <= 0) return [{ ...base, id: `${id}:${part}`, points }]
    return [
      { ...base, id: `${id}:${part}:raw`, points, faint: true },
      { ...base, id: `${id}:${part}`, points: smooth(points, options.smoothing) },
    ]
  })
}

/** The metrics that the epochs of a run have, the loss first. */
export function metricNames(metrics: readonly EpochMetrics[]): readonly string[] {
  const last = metrics[metrics.length - 1]
  if (last === undefined) return ['loss']
  const own = new Set(['epoch', 'validation', 'learningRate', 'ms', 'step', 'at', 'diverged', 'loss'])
  const names = Object.entries(last).flatMap(([name, value]) => (own.has(name) || !(typeof value === 'number' || value === null) ? [] : [name]))
  for (const name of Object.keys(last.validation ?? {})) if (name !== 'loss' && !names.includes(name)) names.push(name)
  return ['loss', ...names]
}

/** Which epoch the numbers of the page are of. */
export type EpochCursor = 'best' | 'last' | number

/** The best epoch so far: run.json names it only when a run changes its state, so while one trains it is looked up in its epochs. */
export function bestEpoch(record: RunRecord, metrics: readonly EpochMetrics[]): number | null {
  if (!isLive(record.status)) return record.best?.epoch ?? null
  const watched = record.experiment.training.stopping.monitor
  return bestOf(metrics, record.monitor ?? { metric: watched, on: 'validation', mode: monitorMode(watched) })?.epoch ?? null
}

/** The line that a cursor stands for; the last one where the chosen epoch is not there. */
export function epochAt(metrics: readonly EpochMetrics[], cursor: EpochCursor, best: number | null): EpochMetrics | null {
  const wanted = cursor === 'best' ? best : cursor === 'last' ? null : cursor
  return metrics.find((line) => line.epoch === wanted) ?? metrics[metrics.length - 1] ?? null
}
