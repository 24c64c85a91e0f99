import type { RunEvent } from '@core/runs/run-verbs'
import type { EpochMetrics } from '@shared/run/epoch-metrics'
import { epochsWanted } from '@shared/run/segments'
import type { Terminal } from '../terminal'
import { count, duration, metric } from '../wording'

/** Between two plain lines, where stderr is no terminal: a run of many short epochs must not flood a log. */
const plainEveryMs = 1_000

/** Shows a run at work: a bar with the time left on a terminal, plain lines otherwise. */
export class TrainProgress {
  /** By a clock that never jumps. */
  private lastPlain = -Infinity
  private held: EpochMetrics | null = null
  private line = ''
  private status = ''

  constructor(
    private readonly terminal: Terminal,
    private readonly id: string,
    private epochs: number,
  ) {}

  hear = (event: RunEvent): void => {
    switch (event.kind) {
      case 'changed': {
        if (event.entry.kind !== 'run' || event.entry.record.id !== this.id) return
        const { record } = event.entry
        this.epochs = epochsWanted(record)
        if (record.status !== this.status) this.tellStatus(record.status)
        return
      }
      case 'epochs':
        if (event.id === this.id) for (const metrics of event.metrics) this.tellEpoch(metrics)
        return
      case 'progress': {
        if (event.id !== this.id) return
        const { epoch, step, stepsPerEpoch, samplesPerSecond, etaMs, doing } = event.progress
        const share = doing === 'evaluating' ? 1 : (epoch - 1 + step / Math.max(1, stepsPerEpoch)) / Math.max(1, this.epochs)
        const speed = samplesPerSecond === null ? '' : ` · ${count(Math.round(samplesPerSecond))} rows/s`
        const left = etaMs === null ? '' : ` · ${duration(etaMs)} left`
        const what = doing === 'training' ? `epoch ${epoch}/${this.epochs}` : doing
        this.terminal.progress(`${bar(share)} ${what}${this.line === '' ? '' : ` · ${this.line}`}${speed}${left}`)
        return
      }
      case 'removed':
    }
  }

  /** Tells what was held back, and takes the bar away. */
  end(): void {
    if (this.held !== null) this.terminal.say(this.epochLine(this.held))
    this.held = null
    this.terminal.progress(null)
  }

  private tellStatus(status: string): void {
    this.status = status
    if (status === 'preparing' || status === 'evaluating') {
      if (this.terminal.interactive) this.terminal.progress(`${bar(status === 'preparing' ? 0 : 1)} ${status}`)
      else this.terminal.say(status === 'preparing' ? 'Preparing the table.' : 'Evaluating.')
    }
  }

  private tellEpoch(metrics: EpochMetrics): void {
    this.line = shortMetrics(metrics)
    if (this.terminal.interactive) return
    if (performance.now() - this.lastPlain < plainEveryMs && metrics.epoch < this.epochs) {
      this.held = metrics
      return
    }
    this.held = null
    this.lastPlain = performance.now()
    this.terminal.say(this.epochLine(metrics))
  }

  private epochLine(metrics: EpochMetrics): string {
    return `Epoch ${metrics.epoch}/${this.epochs}: ${shortMetrics(metrics)}, ${duration(metrics.ms)}`
  }
}

function shortMetrics(metrics: EpochMetrics): string {
  const accuracy = metrics['accuracy']
  const parts = [`loss ${metric('loss', metrics.loss)}`]
  if (typeof accuracy === 'number') parts.push(`accuracy ${metric('accuracy', accuracy)}`)
  if (metrics.validation !== undefined) {
    parts.push(`validation loss ${metric('loss', metrics.validation.loss)}`)
    const validated = metrics.validation['accuracy']
    if (typeof validated === 'number') parts.push(`validation accuracy ${metric('accuracy', validated)}`)
  }
  return parts.join(', ')
}

function bar(share: number, width = 20): string {
  const done = Math.round(Math.min(1, Math.max(0, share)) * width)
  return `[${'#'.repeat(done)}${'.'.repeat(width - done)}] ${String(Math.floor(Math.min(1, Math.max(0, share)) * 100)).padStart(3)} %`
}
