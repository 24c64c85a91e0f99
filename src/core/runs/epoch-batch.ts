import type { EpochMetrics } from '@shared/run/epoch-metrics'

/** Gathers epochs so that a listener hears of them at most ten times a second, the first one at once. */
export class EpochBatch {
  private waiting: EpochMetrics[] = []
  private timer: NodeJS.Timeout | null = null
  /** By a clock that never jumps. */
  private lastSent = -Infinity

  constructor(
    private readonly send: (metrics: readonly EpochMetrics[]) => void,
    private readonly everyMs = 100,
  ) {}

  add(metrics: EpochMetrics): void {
    this.waiting.push(metrics)
    if (this.timer !== null) return
    const wait = this.lastSent + this.everyMs - performance.now()
    if (wait <= 0) this.flush()
    else this.timer = setTimeout(() => this.flush(), wait)
  }

  /** Sends what waits, now. */
  flush(): void {
    if (this.timer !== null) clearTimeout(this.timer)
    this.timer = null
    if (this.waiting.length === 0) return
    const metrics = this.waiting
    this.waiting = []
    this.lastSent = performance.now()
    this.send(metrics)
  }
}
