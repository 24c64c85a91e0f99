import { copyFileSync, existsSync, mkdirSync, readFileSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import type { TrainEvent } from '@shared/engine/trainer-methods'
import { parseJsonLines } from '@shared/files/json-lines'
import { epochMetrics } from '@shared/run/epoch-metrics'
import type { EpochMetrics } from '@shared/run/epoch-metrics'
import type { RunRecord } from '@shared/run/run-record'
import type { RunStatus } from '@shared/run/run-state'
import { withSegmentEnded } from '@shared/run/segments'
import { appendFlushed, writeAtomic } from './write-atomic'

/** Writes the run folder while a run is at work; nothing else does. Every fact is on the disk before anyone is told. */
export class RunJournal {
  private known: RunRecord
  /** Epochs whose line is on the disk already: a resumed run computes some again and comes to the same numbers. */
  private readonly written = new Set<number>()

  constructor(
    readonly dir: string,
    record: RunRecord,
    private readonly tell: (event: TrainEvent) => void,
  ) {
    this.known = record
  }

  get record(): RunRecord {
    return this.known
  }

  /** Moves the run to a state, with what is known there; written to run.json, then told. */
  move(status: RunStatus, facts: Partial<RunRecord> = {}): void {
    this.known = withSegmentEnded({ ...this.known, ...facts, status })
    writeAtomic(this.path('run.json'), [`${JSON.stringify(this.known, null, 2)}\n`])
    this.log(`${status}${this.known.reason === null ? '' : `: ${this.known.reason}`}`)
    this.tell({ kind: 'status', record: this.known })
  }

  epoch(metrics: EpochMetrics): void {
    if (this.written.has(metrics.epoch)) return
    appendFlushed(this.path('metrics.jsonl'), `${JSON.stringify(metrics)}\n`)
    this.written.add(metrics.epoch)
    this.tell({ kind: 'epoch', metrics })
  }

  progress(event: Extract<TrainEvent, { kind: 'progress' }>): void {
    this.tell(event)
  }

  log(line: string): void {
    appendFlushed(this.path('log.txt'), `${new Date().toISOString()} ${line}\n`)
  }

  /** Makes metrics.jsonl ready to be appended to: a torn last line is cut off. Answers the epochs that it holds. */
  openMetrics(): readonly EpochMetrics[] {
    const path = this.path('metrics.jsonl')
    if (!existsSync(path)) return []
    const bytes = readFileSync(path)
    const whole = bytes.lastIndexOf(0x0a) + 1
    if (whole < bytes.length) truncateSync(path, whole)
    const { values } = parseJsonLines(bytes.subarray(0, whole).toString('utf8'), epochMetrics)
    for (const { epoch } of values) this.written.add(epoch)
    return values
  }

  /** Puts the fitted pipeline beside the model, unless core did. */
  keepPipeline(preparedDir: string): void {
    if (!existsSync(this.path('pipeline.json'))) copyFileSync(join(preparedDir, 'pipeline.json'), this.path('pipeline.json'))
  }

  folder(...parts: readonly string[]): string {
    const path = this.path(...parts)
    mkdirSync(path, { recursive: true })
    return path
  }

  path(...parts: readonly string[]): string {
    return join(this.dir, ...parts)
  }
}
