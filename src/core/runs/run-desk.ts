import { join } from 'node:path'
import type { RunEntry } from '@shared/engine/analysis-methods'
import type { DataMethods } from '@shared/engine/data-methods'
import { CrossfadeError } from '@shared/errors'
import { takenOut } from '@shared/run/begin-again'
import { sparkOf } from '@shared/run/epoch-summary'
import type { EpochMetrics } from '@shared/run/epoch-metrics'
import type { RunNotes, RunRecord } from '@shared/run/run-record'
import type { RunEvent, Unsubscribe } from './run-verbs'
import type { Datasets } from '../datasets/dataset-service'
import type { EngineProcess } from '../engine-process/engine-process'
import type { Workspace } from '../workspace/workspace'
import { EpochBatch } from './epoch-batch'
import { hasCheckpoint, readRunMetrics, readRunNotes, readRunRecord, writeRunRecord } from './run-folder'
import { RunJob } from './run-job'
import { readRunLock, takeRunLock } from './run-lock-file'
import type { RunQueue } from './run-queue'
import type { TrainerPool } from './trainer-pool'

export interface RunDeskOptions {
  readonly workspace: Workspace
  readonly datasets: Datasets
  readonly dataEngine: () => EngineProcess<DataMethods>
  readonly trainers: TrainerPool
  readonly queue: RunQueue
  readonly log: (line: string) => void
}

/** A run that waits or works in this program, which holds its lock. */
interface Owned {
  readonly job: RunJob
  readonly resume: boolean
  readonly metrics: EpochMetrics[]
  readonly ended: Promise<RunRecord>
  readonly end: (record: RunRecord) => void
  readonly release: () => void
  /** A trial of a study: it never waits. Runs of the queue wait for it, but for one that works beside all trials. */
  readonly apart: boolean
  notes: RunNotes
  working: boolean
}

type StopWhen = 'now' | 'epoch-end' | 'pause'

/** How often what others changed in queue.json is noticed, while something waits here. */
const lookEveryMs = 1_000

/** The runs that this program works on or will: keeps their order and their number at once, and tells what becomes of them. */
export class RunDesk {
  private readonly owned = new Map<string, Owned>()
  private readonly listeners = new Set<(event: RunEvent) => void>()
  private timer: NodeJS.Timeout | null = null
  private closing = false
  /** The look at the queue that is under way. */
  private looking: Promise<void> | null = null
  private askedAgain = false

  constructor(private readonly options: RunDeskOptions) {}

  subscribe(listener: (event: RunEvent) => void): Unsubscribe {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  publish(event: RunEvent): void {
    for (const listener of this.listeners) listener(event)
  }

  get heard(): boolean {
    return this.listeners.size > 0
  }

  /** The record as this program knows it, which may be newer than run.json; undefined for runs of others. */
  recordOf(id: string): RunRecord | undefined {
    return this.owned.get(id)?.job.record
  }

  entryOf(id: string): RunEntry | undefined {
    const one = this.owned.get(id)
    return one === undefined ? undefined : entryFor(one.job.record, one.notes, one.metrics)
  }

  active(): readonly RunRecord[] {
    return [...this.owned.values()].map((one) => one.job.record)
  }

  whenEnded(id: string): Promise<RunRecord> | undefined {
    return this.owned.get(id)?.ended
  }

  isWorking(id: string): boolean {
    return this.owned.get(id)?.working === true
  }

  noteChange(id: string, notes: RunNotes): void {
    const one = this.owned.get(id)
    if (one !== undefined) one.notes = notes
  }

  /** Puts a run, whose lock the caller holds, at the end of the queue. `metrics`: the epochs it already has. */
  async enqueue(record: RunRecord, notes: RunNotes, metrics: readonly EpochMetrics[], resume: boolean, release: () => void): Promise<void> {
    // Owned only once it stands in queue.json: a look at the queue would take it for cancelled.
    await this.options.queue.add(record.id)
    this.own(record, notes, metrics, resume, release)
    this.publish({ kind: 'changed', entry: entryFor(record, notes, metrics) })
    void this.startNext()
  }

  /** Works on a run, whose lock the caller holds, at once and beside the queue. `stopAfter`: it ends, resumable, after this epoch. */
  workNow(record: RunRecord, notes: RunNotes, metrics: readonly EpochMetrics[], resume: boolean, release: () => void, stopAfter: number | null): Promise<RunRecord> {
    const one = this.own(record, notes, metrics, resume, release, { stopAfter })
    one.working = true
    this.publish({ kind: 'changed', entry: entryFor(record, notes, metrics) })
    const counted = this.options.queue.beginTrial(record.id).catch((thrown: unknown) => this.options.log(`queue: ${String(thrown)}`))
    void this.work(record.id, one, counted)
    return one.ended
  }

  /** Takes over what waits in queue.json and whose program is gone. */
  async adopt(): Promise<void> {
    const { queue, workspace, log } = this.options
    const waiting = await queue.read().catch((thrown: unknown) => {
      log(`queue: ${String(thrown)}`)
      return { runs: [] }
    })
    for (const id of waiting.runs) {
      const dir = join(workspace.runsDir, id)
      if (this.owned.has(id) || readRunLock(dir)?.kind === 'held') continue
      try {
        const record = await readRunRecord(dir)
        if (record.status !== 'queued') throw new CrossfadeError('illegal-move', `${id} is ${record.status} and no longer waits.`)
        const release = takeRunLock(dir)
        this.own(record, await readRunNotes(dir), await readRunMetrics(dir), await hasCheckpoint(dir), release)
      } catch (thrown) {
        log(`queue: ${String(thrown)}`)
        await queue.remove(id)
      }
    }
    await this.startNext()
  }

  /** Stops a run of this program; one that waits is taken out of the queue. False: it is not this program's. */
  async stop(id: string, when: StopWhen): Promise<boolean> {
    const one = this.owned.get(id)
    if (one === undefined) return false
    if (one.working) {
      await one.job.stop(when)
      return true
    }
    await this.dismiss(id, one)
    return true
  }

  /** Gives up a run that waits, because its folder goes away. */
  async forget(id: string): Promise<void> {
    const one = this.owned.get(id)
    this.owned.delete(id)
    await this.options.queue.remove(id)
    one?.release()
    one?.end({ ...one.job.record, status: 'stopped', reason: 'Deleted while it waited.' })
  }

  /** Saves and ends what works; what waits stays in queue.json. */
  async close(): Promise<void> {
    this.closing = true
    if (this.timer !== null) clearTimeout(this.timer)
    // What it begins is at work only once it is over.
    await this.looking
    const all = [...this.owned.values()]
    await Promise.all(
      all.map(async (one) => {
        if (!one.working) return one.release()
        await one.job.stop('pause').catch((thrown: unknown) => this.options.log(`run ${one.job.id}: ${String(thrown)}`))
        await one.ended
      }),
    )
    await this.options.trainers.close()
  }

  /** Starts what waits here, first in first out, as far as there is room in the workspace. One look at a time. */
  startNext(): Promise<void> {
    this.askedAgain = true
    this.looking ??= this.lookUntilAnswered()
    return this.looking
  }

  private async lookUntilAnswered(): Promise<void> {
    try {
      while (this.askedAgain) {
        this.askedAgain = false
        await this.look()
      }
    } finally {
      this.looking = null
      this.lookAgain()
    }
  }

  private async look(): Promise<void> {
    const waited = [...this.owned].filter(([, one]) => !one.working)
    if (this.closing || waited.length === 0) return
    const mine = new Set(waited.map(([id]) => id))
    const { listed, begun } = await this.options.queue.claim(mine).then(
      ({ queue, begun }) => ({ listed: new Set([...queue.runs, ...begun]), begun }),
      (thrown: unknown) => {
        this.options.log(`queue: ${String(thrown)}`)
        return { listed: mine, begun: this.turnsWithoutFile(waited) }
      },
    )
    // What another program took out of queue.json ends here. Only what waited before the look: others may just be joining.
    for (const [id, one] of waited) {
      if (listed.has(id) || one.working) continue
      await this.dismiss(id, one).catch((thrown: unknown) => this.options.log(`run ${id}: its end could not be written: ${String(thrown)}`))
    }
    for (const id of begun) {
      const one = this.owned.get(id)
      if (one === undefined || one.working) continue
      one.working = true
      void this.work(id, one)
    }
  }

  /** Without a queue.json that can be read and written, this program counts its own. */
  private turnsWithoutFile(waited: readonly (readonly [string, Owned])[]): readonly string[] {
    const working = [...this.owned.values()].filter((one) => one.working && !one.apart).length
    return this.closing ? [] : waited.slice(0, Math.max(0, this.options.workspace.parallelRuns - working)).map(([id]) => id)
  }

  private own(record: RunRecord, notes: RunNotes, metrics: readonly EpochMetrics[], resume: boolean, release: () => void, trial?: { readonly stopAfter: number | null }): Owned {
    const { workspace, log } = this.options
    const { id } = record
    const kept = [...metrics]
    const batch = new EpochBatch((lines) => {
      kept.push(...lines)
      this.publish({ kind: 'epochs', id, metrics: lines })
    })
    const job = new RunJob(record, join(workspace.runsDir, id), release, {
      ...this.options,
      log,
      stopAfter: trial?.stopAfter ?? null,
      onRecord: () => {
        batch.flush()
        const entry = this.entryOf(id)
        if (entry !== undefined) this.publish({ kind: 'changed', entry })
      },
      onEpoch: (line) => batch.add(line),
      onProgress: (progress) => this.publish({ kind: 'progress', id, progress }),
    })
    let end: (ended: RunRecord) => void = () => undefined
    const ended = new Promise<RunRecord>((resolve) => (end = resolve))
    const one: Owned = { job, resume, notes, metrics: kept, ended, end, release, apart: trial !== undefined, working: false }
    this.owned.set(id, one)
    return one
  }

  /** `counted`: of a trial, when queue.json knows of it. */
  private async work(id: string, one: Owned, counted?: Promise<unknown>): Promise<void> {
    // One that was begun while the program closed is worked on to its first stop: close waits for it.
    const record = await one.job.run(one.resume)
    await counted
    await (one.apart ? this.options.queue.finishTrial(id) : this.options.queue.finish(id)).catch((thrown: unknown) => this.options.log(`queue: ${String(thrown)}`))
    this.owned.delete(id)
    one.end(record)
    void this.startNext()
  }

  /** Takes a run that waits out of the queue. */
  private async dismiss(id: string, one: Owned): Promise<void> {
    // Before anything is awaited: it must not begin in between.
    if (!this.owned.delete(id)) return
    const stopped = takenOut(one.job.record, new Date().toISOString())
    try {
      await this.options.queue.remove(id)
      await writeRunRecord(join(this.options.workspace.runsDir, id), stopped)
    } finally {
      // The disk may be full, or the folder gone: whoever waits for the run is not kept waiting.
      one.release()
      one.end(stopped)
    }
    this.publish({ kind: 'changed', entry: entryFor(stopped, one.notes, one.metrics) })
  }

  private lookAgain(): void {
    if (this.timer !== null) clearTimeout(this.timer)
    this.timer = null
    if (this.closing || ![...this.owned.values()].some((one) => !one.working)) return
    this.timer = setTimeout(() => void this.startNext(), lookEveryMs)
  }
}

const entryFor = (record: RunRecord, notes: RunNotes, metrics: readonly EpochMetrics[]): RunEntry => ({
  kind: 'run',
  record,
  notes,
  spark: sparkOf(metrics, record.monitor),
})
