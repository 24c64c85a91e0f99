import { mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { AnalysisMethods, RunEntry } from '@shared/engine/analysis-methods'
import type { DataMethods } from '@shared/engine/data-methods'
import type { TrainerMethods } from '@shared/engine/trainer-methods'
import { CrossfadeError } from '@shared/errors'
import { experimentProblems } from '@shared/experiment/experiment-problems'
import type { Experiment } from '@shared/experiment/experiment'
import { beginAgain } from '@shared/run/begin-again'
import { asInterrupted, sparkOf } from '@shared/run/epoch-summary'
import type { EpochMetrics } from '@shared/run/epoch-metrics'
import type { RunDetail } from '@shared/run/run-detail'
import type { RunNotes, RunRecord } from '@shared/run/run-record'
import { canResume, canTrainOn, isEnded, isLive } from '@shared/run/run-state'
import type { RunEvent, RunService } from '../core'
import type { Datasets } from '../datasets/dataset-service'
import type { EngineProcess } from '../engine-process/engine-process'
import { writeError } from '../files/file-error'
import { requireWritable } from '../workspace/workspace'
import type { Workspace } from '../workspace/workspace'
import { EpochBatch } from './epoch-batch'
import { entryId, findRunId } from './find-run'
import { createRunFolder, emptyNotes, newRunId, readRunDetail, readRunNotes, readRunRecord, writeRunNotes, writeRunRecord } from './run-folder'
import { RunJob } from './run-job'
import { abandonedReason, takeRunLock } from './run-lock-file'
import { RunQueue } from './run-queue'
import { TrainerPool } from './trainer-pool'

export interface RunServiceOptions {
  readonly workspace: Workspace
  readonly datasets: Datasets
  readonly dataEngine: () => EngineProcess<DataMethods>
  readonly analysisEngine: () => EngineProcess<AnalysisMethods>
  readonly startTrainer: () => EngineProcess<TrainerMethods>
  readonly log: (line: string) => void
}

/** A run that waits or works in this process. */
interface Owned {
  readonly job: RunJob
  readonly resume: boolean
  notes: RunNotes
  readonly metrics: EpochMetrics[]
  readonly ended: Promise<RunRecord>
  readonly end: (record: RunRecord) => void
  working: boolean
}

export interface Runs extends RunService {
  close(): Promise<void>
}

export function createRunService(options: RunServiceOptions): Runs {
  const { workspace, datasets, log } = options
  const queue = new RunQueue(workspace)
  const trainers = new TrainerPool(options.startTrainer)
  const owned = new Map<string, Owned>()
  const listeners = new Set<(event: RunEvent) => void>()
  let closing = false

  const dirOf = (id: string) => join(workspace.runsDir, id)
  const publish = (event: RunEvent) => {
    for (const listener of listeners) listener(event)
  }
  const entryOf = (one: Owned): RunEntry => ({
    kind: 'run',
    record: one.job.record,
    notes: one.notes,
    spark: sparkOf(one.metrics, one.job.record.monitor),
  })

  /** Queues a run in this process and answers once it is in queue.json. */
  const enqueue = async (record: RunRecord, notes: RunNotes, metrics: readonly EpochMetrics[], resume: boolean) => {
    const id = record.id
    const kept = [...metrics]
    const batch = new EpochBatch((lines) => {
      kept.push(...lines)
      publish({ kind: 'epochs', id, metrics: lines })
    })
    const job = new RunJob(record, dirOf(id), {
      workspace,
      datasets,
      dataEngine: options.dataEngine,
      trainers,
      log,
      onRecord: () => {
        batch.flush()
        const one = owned.get(id)
        if (one !== undefined) publish({ kind: 'changed', entry: entryOf(one) })
      },
      onEpoch: (line) => batch.add(line),
      onProgress: (progress) => publish({ kind: 'progress', id, progress }),
    })
    let end: (ended: RunRecord) => void = () => undefined
    const ended = new Promise<RunRecord>((resolve) => (end = resolve))
    owned.set(id, { job, resume, notes, metrics: kept, ended, end, working: false })
    await queue.add(id)
    publish({ kind: 'changed', entry: { kind: 'run', record, notes, spark: sparkOf(kept, record.monitor) } })
    void startNext()
  }

  /** Starts what waits here, first in first out, as far as there is room. */
  const startNext = async (): Promise<void> => {
    const { paused, runs } = await queue.read().catch((thrown: unknown) => {
      log(`queue: ${String(thrown)}`)
      return { paused: false, runs: [...owned.keys()] }
    })
    if (closing || paused) return
    const order = [...runs, ...[...owned.keys()].filter((id) => !runs.includes(id))]
    for (const id of order) {
      const one = owned.get(id)
      if (one === undefined || one.working) continue
      if ([...owned.values()].filter((other) => other.working).length >= workspace.parallelRuns) return
      one.working = true
      void work(id, one)
    }
  }

  const work = async (id: string, one: Owned) => {
    await queue.remove(id).catch((thrown: unknown) => log(`queue: ${String(thrown)}`))
    const record = await one.job.run(one.resume)
    owned.delete(id)
    one.end(record)
    void startNext()
  }

  const list = async (): Promise<readonly RunEntry[]> => {
    const found = await options.analysisEngine().request('indexRuns', { runsDir: workspace.runsDir, indexFile: workspace.indexFile })
    return found.map((entry) => {
      const one = owned.get(entryId(entry))
      return one === undefined ? entry : entryOf(one)
    })
  }

  const find = (named: string) => findRunId(named, workspace.runsDir, list)

  /** As the folder tells, and as this process knows better; a live run whose owner is dead is interrupted. */
  const detail = async (id: string): Promise<RunDetail> => {
    const read = await readRunDetail(dirOf(id))
    const one = owned.get(id)
    if (one !== undefined) return { ...read, record: one.job.record }
    if (!isLive(read.record.status)) return read
    const reason = await abandonedReason(dirOf(id))
    return reason === null ? read : { ...read, record: asInterrupted(read.record, read.metrics, reason) }
  }

  const start: RunService['start'] = async (experiment, datasetId, notes) => {
    requireWritable(workspace)
    const dataset = await datasets.get(datasetId)
    const problem = experimentProblems(experiment, dataset)[0]
    if (problem !== undefined) throw new CrossfadeError(problem.code, problem.message)
    const record = newRecord(experiment, dataset, new Date())
    const own: RunNotes = { ...emptyNotes, name: notes?.name ?? experiment.name, tags: notes?.tags ?? [] }
    await createRunFolder(workspace, record, own)
    await enqueue(record, own, [], false)
    return record
  }

  const resume: RunService['resume'] = async (named, more) => {
    requireWritable(workspace)
    const id = await find(named)
    const { record, notes, metrics, hasCheckpoint } = await detail(id)
    const epochs = more?.epochs
    const legal = canResume(record.status, hasCheckpoint) || (epochs !== undefined && canTrainOn(record.status))
    if (owned.has(id) || !legal) throw new CrossfadeError('illegal-move', refusal(record, epochs !== undefined, hasCheckpoint))
    if (epochs !== undefined && !hasCheckpoint) {
      throw new CrossfadeError('illegal-move', `${id} has no checkpoint to train on from. Train a new run.`)
    }
    const { experiment } = record
    const total = epochs === undefined ? experiment.training.epochs : record.epochs + epochs
    const queued: RunRecord = {
      ...beginAgain(record, 'queued'),
      experiment: { ...experiment, training: { ...experiment.training, epochs: total } },
    }
    const release = takeRunLock(dirOf(id))
    try {
      await writeRunRecord(dirOf(id), queued)
    } finally {
      release()
    }
    await enqueue(queued, notes, metrics, hasCheckpoint)
    return queued
  }

  const stop: RunService['stop'] = async (named, when) => {
    const id = owned.has(named) ? named : await find(named)
    const one = owned.get(id)
    if (one?.working === true) return one.job.stop(when)
    const record = one?.job.record ?? (await detail(id)).record
    if (isEnded(record.status)) throw new CrossfadeError('illegal-move', `${id} is ${record.status}: there is nothing to stop.`)
    if (isLive(record.status)) throw new CrossfadeError('run-busy', `Another program works on ${id}. Stop it there.`)
    await queue.remove(id)
    const stopped: RunRecord = { ...record, status: 'stopped', reason: 'Taken out of the queue.', ended: new Date().toISOString() }
    await writeRunRecord(dirOf(id), stopped)
    owned.delete(id)
    one?.end(stopped)
    publish({ kind: 'changed', entry: { kind: 'run', record: stopped, notes: await readRunNotes(dirOf(id)), spark: [] } })
  }

  const whenEnded: RunService['whenEnded'] = async (id) => {
    const one = owned.get(id)
    if (one !== undefined) return one.ended
    for (;;) {
      const { record } = await detail(id)
      if (isEnded(record.status)) return record
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
  }

  const annotate: RunService['annotate'] = async (named, change) => {
    requireWritable(workspace)
    const id = await find(named)
    const notes: RunNotes = { ...(await readRunNotes(dirOf(id))), ...change }
    await writeRunNotes(dirOf(id), notes)
    const one = owned.get(id)
    if (one !== undefined) one.notes = notes
    const after = await detail(id)
    publish({ kind: 'changed', entry: { kind: 'run', record: after.record, notes, spark: sparkOf(after.metrics, after.record.monitor) } })
    return after
  }

  const remove: RunService['remove'] = async (named) => {
    requireWritable(workspace)
    const id = await find(named)
    const record = await readRunRecord(dirOf(id)).catch(() => null)
    if (owned.get(id)?.working === true || (record !== null && isLive(record.status) && (await abandonedReason(dirOf(id))) === null)) {
      throw new CrossfadeError('run-busy', `${id} is at work. Stop it before it is deleted.`)
    }
    await queue.remove(id)
    await move(dirOf(id), join(workspace.binDir, id))
    const one = owned.get(id)
    owned.delete(id)
    one?.end({ ...one.job.record, status: 'stopped', reason: 'Deleted while it waited.' })
    publish({ kind: 'removed', id })
  }

  const restore: RunService['restore'] = async (id) => {
    requireWritable(workspace)
    await readRunRecord(join(workspace.binDir, id))
    await move(join(workspace.binDir, id), dirOf(id))
    const after = await detail(id)
    publish({ kind: 'changed', entry: { kind: 'run', record: after.record, notes: after.notes, spark: sparkOf(after.metrics, after.record.monitor) } })
    return after
  }

  return {
    list,
    get: async (named) => detail(owned.has(named) ? named : await find(named)),
    start,
    whenEnded,
    stop,
    resume,
    annotate,
    remove,
    restore,
    active: () => [...owned.values()].map((one) => one.job.record),
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: async () => {
      closing = true
      const working = [...owned.values()].filter((one) => one.working)
      await Promise.all(
        working.map(async (one) => {
          await one.job.stop('pause').catch((thrown: unknown) => log(`run ${one.job.id}: ${String(thrown)}`))
          await one.ended
        }),
      )
      await trainers.close()
    },
  }
}

async function move(from: string, to: string): Promise<void> {
  try {
    await mkdir(join(to, '..'), { recursive: true })
    await rename(from, to)
  } catch (thrown) {
    throw writeError(thrown, to)
  }
}

function refusal(record: RunRecord, trainOn: boolean, hasCheckpoint: boolean): string {
  if (record.status === 'completed' && !trainOn) return `${record.id} is completed. To train on, say for how many epochs.`
  if (record.status === 'failed' && !hasCheckpoint) return `${record.id} failed before its first checkpoint, so there is nothing to go on from. Train a new run.`
  return `${record.id} is ${record.status}, so it cannot be resumed now.`
}

function newRecord(experiment: Experiment, dataset: Awaited<ReturnType<Datasets['get']>>, now: Date): RunRecord {
  return {
    version: 1,
    id: newRunId(now),
    kind: 'layers',
    status: 'queued',
    reason: null,
    created: now.toISOString(),
    started: null,
    ended: null,
    experiment: { ...experiment, dataset: { path: dataset.path, sha256: dataset.sha256, reading: dataset.reading } },
    dataset: {
      id: dataset.id,
      name: dataset.name,
      sha256: dataset.sha256,
      rows: dataset.rows,
      features: null,
      classes: null,
      synthetic: dataset.synthetic,
    },
    prepared: null,
    split: null,
    engine: null,
    environment: null,
    parameters: null,
    epochs: 0,
    monitor: null,
    best: null,
    last: null,
    test: null,
    timing: { prepareMs: null, compileMs: null, trainMs: null, medianEpochMs: null },
    weights: null,
  }
}
