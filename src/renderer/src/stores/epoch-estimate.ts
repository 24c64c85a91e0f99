import type { RunRecord } from '@shared/run/run-record'

/** What an epoch has to do. */
export interface EpochWork {
  readonly parameters: number
  /** Training rows. */
  readonly rows: number
  readonly steps: number
}

/**
 * Work of an epoch in floating-point operations: six a weight and row (forward, and twice that backward), and what starting a step costs
 * beside them, which is about that of 15 million operations (docs/training-engine.md).
 */
const operations = ({ parameters, rows, steps }: EpochWork): number => 6 * parameters * rows + 1.5e7 * steps

function workOf(record: RunRecord): EpochWork | null {
  const { parameters, split, engine } = record
  if (parameters === null || split === null || engine === null) return null
  return { parameters: parameters.total, rows: split.train, steps: Math.ceil(split.train / engine.batch) }
}

/**
 * About how long an epoch takes, in milliseconds, by the earlier run whose work is nearest to it; null while no run has been timed.
 * `records`: runs of this machine, newest first.
 */
export function estimateEpochMs(records: readonly RunRecord[], work: EpochWork): number | null {
  const wanted = operations(work)
  let nearest: { readonly distance: number; readonly ms: number } | null = null
  for (const record of records.slice(0, 50)) {
    const known = workOf(record)
    const ms = record.timing.medianEpochMs
    if (known === null || ms === null || ms <= 0) continue
    const done = operations(known)
    const distance = Math.abs(Math.log(done / wanted))
    if (nearest === null || distance < nearest.distance) nearest = { distance, ms: (ms * wanted) / done }
  }
  return nearest?.ms ?? null
}
