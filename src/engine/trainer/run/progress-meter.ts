import type { TrainEvent } from '@shared/engine/trainer-methods'
import type { TrainingPosition } from './checkpoint'
import type { RunJournal } from './run-journal'

type Doing = Extract<TrainEvent, { kind: 'progress' }>['doing']

const leastGapMs = 100
const windowMs = 1000

/** Median of at least one number. */
export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle]
  if (upper === undefined) return null
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2
}

/** Tells how far the training is, at most ten times a second. */
export class ProgressMeter {
  private lastTold = 0
  private readonly samples: { readonly at: number; readonly rows: number }[] = []

  constructor(
    private readonly journal: RunJournal,
    private readonly length: { readonly epochs: number; readonly stepsPerEpoch: number },
  ) {}

  /** `rows`: seen since the last call. */
  step(doing: Doing, { epoch, stepInEpoch: step, epochMs, spentMs }: TrainingPosition, rows: number): void {
    const now = performance.now()
    this.samples.push({ at: now, rows })
    while ((this.samples[0]?.at ?? now) < now - windowMs) this.samples.shift()
    if (now - this.lastTold < leastGapMs) return
    this.lastTold = now
    const first = this.samples[0]
    const span = first === undefined ? 0 : now - first.at
    const seen = this.samples.slice(1).reduce((sum, sample) => sum + sample.rows, 0)
    this.journal.progress({
      kind: 'progress',
      epoch,
      step,
      stepsPerEpoch: this.length.stepsPerEpoch,
      samplesPerSecond: span > 0 && doing === 'training' ? (seen / span) * 1000 : null,
      etaMs: this.eta(epoch, step, epochMs, spentMs),
      doing,
    })
  }

  private eta(epoch: number, step: number, epochMs: readonly number[], spentMs: number): number | null {
    const share = step / this.length.stepsPerEpoch
    // The first epoch of a process is the slowest: it makes what the others use again.
    const perEpoch = median(epochMs.length > 1 ? epochMs.slice(1).slice(-50) : epochMs) ?? (share > 0.01 ? spentMs / share : null)
    return perEpoch === null ? null : perEpoch * Math.max(0, this.length.epochs - epoch + 1 - share)
  }
}
