import type { Layer } from '@shared/model/layer'
import type { RunRecord } from '@shared/run/run-record'
import type { EngineMode } from '@shared/training/training-settings'

/** What an epoch has to do. */
export interface EpochWork {
  readonly parameters: number
  /** Training rows. */
  readonly rows: number
  readonly steps: number
  /** Absent: as `auto` would mostly choose. */
  readonly mode?: EngineMode
  readonly threads?: number
  /** Numbers a row that layers without weights work on, dropout and normalisation: the sum of their widths. */
  readonly plainWidth?: number
}

/**
 * Rough costs on two cores of a server of 2026, fitted to the tables "One epoch" and "Threads" of docs/benchmarks.md, which they meet
 * within a fifth. Another machine is some factor away, and its own runs tell which.
 */
const cost = {
  /** Of a multiplication and addition of a weight: three passes of two operations, on one thread. */
  perOperation: 1 / 140e9,
  /** Two threads halve the work of a step that has this many multiplications, and little of a smaller one. */
  evenlyShared: 2 ** 23,
  perRow: 0.75e-6,
  /** Of a row in a layer without weights. */
  perPlainNumber: 3e-9,
  perEpoch: 8e-3,
  /** `perUpdate`: of one weight, by the optimiser, a step. */
  xla: { perStep: 5e-6, perUpdate: 0.6e-9 },
  graph: { perStep: 0.17e-3, perUpdate: 1.8e-9 },
  eager: { perStep: 2.5e-3, perUpdate: 2.5e-9 },
} as const

/** Milliseconds that an epoch takes where nothing else is at work, on the machine that the costs are from. */
export function referenceEpochMs({ parameters, rows, steps, mode = 'xla', threads = 2, plainWidth = 0 }: EpochWork): number {
  const inStep = steps === 0 ? 0 : (parameters * rows) / steps
  const speed = threads <= 1 ? 1 : 1 + (inStep / (inStep + cost.evenlyShared)) * (threads - 1)
  const { perStep, perUpdate } = cost[mode]
  const seconds =
    (6 * parameters * rows * cost.perOperation) / speed + parameters * steps * perUpdate + steps * perStep + rows * (cost.perRow + plainWidth * cost.perPlainNumber) + cost.perEpoch
  return 1000 * seconds
}

/** The sum of the widths that layers without weights of note work on: dropout, noise, normalisation. */
export function plainWidthOf(layers: readonly Layer[]): number {
  let width = 0
  let sum = 0
  for (const layer of layers) {
    if (layer.kind === 'dense') width = layer.units
    else if (layer.kind === 'residual') sum += plainWidthOf(layer.layers)
    else if (layer.kind !== 'piecewise-linear') sum += width
  }
  return sum
}

function workOf({ parameters, split, engine, kind, experiment }: RunRecord): EpochWork | null {
  if (parameters === null || split === null || engine === null || kind === 'trees') return null
  return { parameters: parameters.total, rows: split.train, steps: Math.ceil(split.train / engine.batch), mode: engine.mode, threads: engine.threads, plainWidth: plainWidthOf(experiment.model.layers) }
}

/** So many runs decide, those nearest in work: one that shared the machine with others must not decide alone. */
const deciding = 5
const looked = 50

/**
 * About how long an epoch takes, in milliseconds: what the work costs, times how far this machine's own runs are from that cost.
 * `records`: runs of this machine, newest first; null where none of them was timed, for then nothing is known of the machine.
 */
export function estimateEpochMs(records: readonly RunRecord[], work: EpochWork): number | null {
  const wanted = referenceEpochMs(work)
  const factors = records
    .slice(0, looked)
    .flatMap((record) => {
      const done = workOf(record)
      const ms = record.timing.medianEpochMs
      if (done === null || ms === null || ms <= 0) return []
      const reference = referenceEpochMs(done)
      return [{ factor: ms / reference, distance: Math.abs(Math.log(reference / wanted)) + (done.mode === work.mode ? 0 : 1) }]
    })
    .sort((a, b) => a.distance - b.distance)
    .slice(0, deciding)
  // Near ones count for more: the weighted median of the factors.
  const weighted = factors.map(({ factor, distance }) => ({ factor, weight: 1 / (0.2 + distance) })).sort((a, b) => a.factor - b.factor)
  const half = weighted.reduce((sum, { weight }) => sum + weight, 0) / 2
  let passed = 0
  for (const { factor, weight } of weighted) {
    passed += weight
    if (passed >= half) return wanted * factor
  }
  return null
}
