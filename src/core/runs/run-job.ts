import { copyFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { DataMethods } from '@shared/engine/data-methods'
import type { TrainEvent, TrainerMethods } from '@shared/engine/trainer-methods'
import { CrossfadeError, toEnvelope } from '@shared/errors'
import { asBefore, beginAgain } from '@shared/run/begin-again'
import { asInterrupted, withEpochs } from '@shared/run/epoch-summary'
import type { EpochMetrics } from '@shared/run/epoch-metrics'
import type { RunRecord } from '@shared/run/run-record'
import { isEnded } from '@shared/run/run-state'
import { settingsInForce, withSegmentEnded } from '@shared/run/segments'
import type { Datasets } from '../datasets/dataset-service'
import type { EngineProcess } from '../engine-process/engine-process'
import { writeError } from '../files/file-error'
import type { Workspace } from '../workspace/workspace'
import { preparedRows } from './prepared-rows'
import { startDirOf } from './start-dir'
import { stepShape } from './step-shape'
import { readRunMetrics, readRunRecord, writeRunRecord } from './run-folder'
import { takeRunLock } from './run-lock-file'
import type { TrainerPool } from './trainer-pool'

export interface RunJobOptions {
  readonly workspace: Workspace
  readonly datasets: Datasets
  readonly dataEngine: () => EngineProcess<DataMethods>
  readonly trainers: TrainerPool
  /** It ends as stopped, resumable, after this epoch; null: when its training is over. */
  readonly stopAfter?: number | null
  readonly log: (line: string) => void
  readonly onRecord: (record: RunRecord) => void
  readonly onEpoch: (metrics: EpochMetrics) => void
  readonly onProgress: (progress: Extract<TrainEvent, { kind: 'progress' }>) => void
}

type StopWhen = 'now' | 'epoch-end' | 'pause'

/** How long a trainer that has not begun to train may take to stop by itself. */
const blockedAfterMs = 150

/**
 * One run from its turn to its end: prepare through the data engine, then hand it to a trainer, which alone writes the run
 * folder until it answers. Never throws: a run that fails ends in a record that says why.
 */
export class RunJob {
  private readonly cancel = new AbortController()
  private trainer: EngineProcess<TrainerMethods> | null = null
  private training = false
  private stopAsked: StopWhen | null = null
  /** Its trainer was killed because somebody wanted to stop and it could not hear. */
  private endedEarly = false

  constructor(
    private current: RunRecord,
    private readonly dir: string,
    /** Gives the run's lock back; held by whoever made this job. */
    private readonly release: () => void,
    private readonly options: RunJobOptions,
  ) {}

  get record(): RunRecord {
    return this.current
  }

  get id(): string {
    return this.current.id
  }

  /** `resume`: go on from the checkpoint. */
  async run(resume: boolean): Promise<RunRecord> {
    try {
      const preparedDir = await this.prepare()
      return this.keep(await this.train(preparedDir, resume))
    } catch (thrown) {
      return this.keep(await this.ended(thrown))
    }
  }

  async stop(when: StopWhen): Promise<void> {
    this.stopAsked = when
    const { trainer } = this
    if (!this.training || trainer === null) {
      this.cancel.abort()
      return
    }
    // A trainer that was ended below answers no more.
    const heard = trainer.request('stop', { when }).catch((thrown: unknown) => {
      if (!this.endedEarly) throw thrown
    })
    if (when !== 'epoch-end' && this.current.status === 'preparing') await this.endIfBlocked(trainer)
    await heard
  }

  /** Loading TensorFlow and XLA's compiler are calls that hear nothing until they are done. What is on the disk is whole, so the process is ended. */
  private async endIfBlocked(trainer: EngineProcess<TrainerMethods>): Promise<void> {
    await new Promise((late) => setTimeout(late, blockedAfterMs))
    if (this.trainer !== trainer || this.current.status !== 'preparing') return
    this.endedEarly = true
    trainer.kill()
  }

  private keep(record: RunRecord): RunRecord {
    this.current = record
    this.options.onRecord(record)
    return record
  }

  private async write(record: RunRecord): Promise<void> {
    await writeRunRecord(this.dir, record)
    this.keep(record)
  }

  private async prepare(): Promise<string> {
    const { trainers } = this.options
    try {
      const began = new Date()
      const clock = performance.now()
      await this.write({ ...beginAgain(this.current, 'preparing'), started: this.current.started ?? began.toISOString() })
      // TensorFlow loads while the table is prepared.
      this.trainer = trainers.take(String(settingsInForce(this.current).threads), this.current.kind, stepShape(this.current.experiment))
      const prepared = await preparedRows(this.current, this.options, this.cancel.signal)
      await copyWhole(join(prepared.dir, 'pipeline.json'), join(this.dir, 'pipeline.json'))
      await this.write({
        ...this.current,
        prepared: prepared.hash,
        split: prepared.split,
        dataset: { ...this.current.dataset, features: prepared.features.length, classes: prepared.classes.length === 0 ? null : prepared.classes.length },
        timing: { ...this.current.timing, prepareMs: Math.round(performance.now() - clock) },
      })
      await this.trainer.ready
      if (this.cancel.signal.aborted) throw new CrossfadeError('cancelled', 'Stopped before the training began.')
      return prepared.dir
    } finally {
      // The trainer takes the lock for itself; without one, a run that was written this moment is not taken for interrupted.
      this.release()
    }
  }

  private async train(preparedDir: string, resume: boolean): Promise<RunRecord> {
    const trainer = this.trainer
    if (trainer === null) throw new Error('A run is trained after it is prepared.')
    this.training = true
    let healthy = false
    try {
      const { stopAfter = null } = this.options
      const input = { runDir: this.dir, preparedDir, record: this.current, resume, ...(await startDirOf(this.options.workspace, this.current, resume)), ...(stopAfter === null ? {} : { stopAfter }) }
      const answer = trainer.request('train', input, { onEvent: (event) => this.hear(event) })
      if (this.stopAsked !== null) void this.stop(this.stopAsked).catch(() => undefined)
      const record = await answer
      healthy = true
      return record
    } finally {
      this.training = false
      this.trainer = null
      await this.options.trainers.giveBack(trainer, healthy)
    }
  }

  private hear(event: TrainEvent): void {
    switch (event.kind) {
      case 'status':
        this.keep(event.record)
        return
      case 'epoch':
        this.options.onEpoch(event.metrics)
        return
      case 'progress':
        this.options.onProgress(event)
    }
  }

  /** What became of a run whose work threw: the trainer's own record where it wrote one, else one written here. */
  private async ended(thrown: unknown): Promise<RunRecord> {
    const { log, trainers } = this.options
    if (this.trainer !== null) {
      await trainers.giveBack(this.trainer, this.trainer.running)
      this.trainer = null
    }
    const envelope = toEnvelope(thrown)
    log(`run ${this.id}: ${envelope.code}: ${envelope.message}${envelope.stack === undefined ? '' : `\n${envelope.stack}`}`)
    const recorded = await readRunRecord(this.dir).catch(() => this.current)
    if (envelope.code === 'run-busy') return { ...recorded, reason: envelope.message }
    // The trainer may have brought the run to its end and died before it could say so.
    if (isEnded(recorded.status) && recorded.status !== 'failed') return recorded
    const metrics = await readRunMetrics(this.dir).catch(() => [])
    const now = new Date().toISOString()
    const end: RunRecord =
      envelope.code === 'engine-exited' && !this.endedEarly
        ? asInterrupted(recorded, metrics, envelope.message)
        : envelope.code === 'cancelled' || this.endedEarly
          ? { ...recorded, status: 'stopped', reason: 'Stopped before the training began.', ended: now }
          : { ...withEpochs(recorded, metrics), status: 'failed', reason: recorded.reason ?? envelope.message, errorCode: envelope.code, ended: now }
    // One that was gone on with and came to no epoch is what it was: a completed run does not fail because its file is away.
    const before = asBefore(withEpochs(end, metrics))
    const record = before === null ? withSegmentEnded(end) : end.status === 'stopped' ? before : { ...before, reason: `It could not go on: ${envelope.message}`, errorCode: envelope.code }
    try {
      const release = takeRunLock(this.dir)
      try {
        await writeRunRecord(this.dir, record)
      } finally {
        release()
      }
    } catch (unwritten) {
      // On a full disk the record stays as it was, and the run shows as interrupted on the next start.
      log(`run ${this.id}: its end could not be written: ${toEnvelope(unwritten).message}`)
    }
    return record
  }
}

/** Copies a file so that it appears whole. */
async function copyWhole(from: string, to: string): Promise<void> {
  const temporary = `${to}.${process.pid}.tmp`
  try {
    await copyFile(from, temporary)
    await rename(temporary, to)
  } catch (thrown) {
    throw writeError(thrown, to)
  }
}
