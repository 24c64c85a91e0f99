import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { AnalysisMethods } from '@shared/engine/analysis-methods'
import type { DataMethods } from '@shared/engine/data-methods'
import type { TrainerMethods } from '@shared/engine/trainer-methods'
import { CrossfadeError } from '@shared/errors'
import type { ErrorCode } from '@shared/errors'
import type { Experiment } from '@shared/experiment/experiment'
import { experimentProblems } from '@shared/experiment/experiment-problems'
import { beginAgain, rememberingBefore, takenOut } from '@shared/run/begin-again'
import { asInterrupted, sparkOf } from '@shared/run/epoch-summary'
import { detailInForce } from '@shared/run/in-force'
import type { RunDetail } from '@shared/run/run-detail'
import type { RunNotes, RunRecord } from '@shared/run/run-record'
import { canResume, canTrainOn, isEnded, isLive } from '@shared/run/run-state'
import { epochsWanted, withSegment } from '@shared/run/segments'
import type { QueueService, RunService } from './run-verbs'
import type { Datasets } from '../datasets/dataset-service'
import type { EngineProcess } from '../engine-process/engine-process'
import { movePath } from '../files/move-path'
import { requireWritable } from '../workspace/workspace'
import type { Workspace } from '../workspace/workspace'
import { createAllRuns } from './all-runs'
import { environmentHere } from './environment'
import { entryId, findInBin, findRunId } from './find-run'
import { isImportedId, moveImported, readImported, refuseImported } from './imported-entries'
import { machineMemory } from './machine-memory'
import { newBaselineRecord, newRunRecord } from './new-run-record'
import { followOthers } from './follow-others'
import { createListRuns } from './list-runs'
import { createQueueService } from './queue-service'
import { RunDesk } from './run-desk'
import { withChangedMembers } from './changed-members'
import { createRunFolder, emptyNotes, readRunDetail, readRunNotes, readRunRecord, writeRunNotes, writeRunRecord } from './run-folder'
import { abandonedReason, readRunLock, takeRunLock } from './run-lock-file'
import { RunQueue } from './run-queue'
import { entryAt } from './run-reader'
import { describeTestFile, keepTestFile, locateTestFile, requireTestColumns } from './test-file'
import type { TestFile } from './test-file'
import { TrainerPool } from './trainer-pool'

export interface RunServiceOptions {
  readonly workspace: Workspace
  readonly datasets: Datasets
  readonly dataEngine: () => EngineProcess<DataMethods>
  readonly analysisEngine: () => EngineProcess<AnalysisMethods>
  /** A program that stays and must go on answering: the analysis process lists the runs for it. */
  readonly resident?: boolean
  /** Of kind `trees`: the baseline engine, which keeps the same contract. */
  readonly startTrainer: (kind?: RunRecord['kind']) => EngineProcess<TrainerMethods>
  readonly log: (line: string) => void
}

export interface Runs {
  readonly runs: RunService
  readonly queue: QueueService
  /** For studies, whose trials are runs that do not queue. */
  readonly desk: RunDesk
  readonly trainers: TrainerPool
  /** For a program that stays: takes over what waits in the queue of one that is gone, and tells what others do. */
  settle(): Promise<void>
  close(): Promise<void>
}

export function createRunService(options: RunServiceOptions): Runs {
  const { workspace, datasets, log } = options
  const queue = new RunQueue(workspace)
  const trainers = new TrainerPool(options.startTrainer)
  const desk = new RunDesk({ workspace, datasets, dataEngine: options.dataEngine, trainers, queue, log })
  let stopFollowing: () => void = () => undefined
  const dirOf = (id: string) => join(workspace.runsDir, id)

  const listRuns = createListRuns(workspace, options.analysisEngine, options.resident !== true)
  const list = createAllRuns(workspace, async (select, slim) => (await listRuns(select, slim)).map((entry) => desk.entryOf(entryId(entry)) ?? entry))

  const find = (named: string) => findRunId(named, workspace.runsDir, list)

  /** As the folder tells, and as this process knows better; a live run whose owner is dead is interrupted. */
  const detail = async (id: string): Promise<RunDetail> => {
    if (isImportedId(id)) return readImported(workspace, id)
    const read = await withChangedMembers(await readRunDetail(dirOf(id)), dirOf)
    const known = desk.recordOf(id)
    if (known !== undefined) return detailInForce({ ...read, record: known })
    const reason = isLive(read.record.status) ? await abandonedReason(dirOf(id)) : null
    return detailInForce(reason === null ? read : { ...read, record: asInterrupted(read.record, read.metrics, reason) })
  }

  /** Tells everyone how the run stands now. */
  const tell = async (id: string): Promise<RunDetail> => {
    const after = await detail(id)
    desk.publish({ kind: 'changed', entry: { kind: 'run', record: after.record, notes: after.notes, spark: sparkOf(after.metrics, after.record.monitor) } })
    return after
  }

  /** What the file with the test rows of an experiment is known by, wherever it goes. */
  const testFileOf = async ({ recipe }: Experiment) => {
    const path = recipe.split.testFile
    return path === undefined ? undefined : describeTestFile(workspace.absolutePath(path), workspace)
  }

  /** A run goes without the copy where it cannot be made: the log says why. */
  const keepData = async (datasetId: string, { recipe }: Experiment, testFile: TestFile | undefined) => {
    try {
      await datasets.keepCopy(datasetId)
      if (testFile !== undefined) await keepTestFile(workspace.absolutePath(recipe.split.testFile ?? ''), testFile, workspace)
    } catch (thrown) {
      log(`copy of the data: ${thrown instanceof Error ? thrown.message : String(thrown)}`)
    }
  }

  const start: RunService['start'] = async (experiment, datasetId, notes, startOptions = {}) => {
    requireWritable(workspace)
    const dataset = await datasets.get(datasetId)
    const testFile = await testFileOf(experiment)
    const problem = experimentProblems(experiment, dataset, await machineMemory())[0]
    if (problem !== undefined) throw new CrossfadeError(problem.code, problem.message)
    const { recipe } = experiment
    if (recipe.split.testFile !== undefined) await requireTestColumns(workspace.absolutePath(recipe.split.testFile), recipe, dataset.reading, options.dataEngine())
    if (startOptions.keepData ?? workspace.keepData) await keepData(datasetId, experiment, testFile)
    const { baseline } = startOptions
    const record = baseline === undefined ? newRunRecord(experiment, dataset, new Date(), testFile) : newBaselineRecord(experiment, baseline, dataset, new Date(), testFile)
    const own: RunNotes = { ...emptyNotes, name: notes?.name ?? experiment.name, tags: notes?.tags ?? [] }
    const dir = await createRunFolder(workspace, record, own)
    try {
      await desk.enqueue(record, own, [], false, takeRunLock(dir))
    } catch (thrown) {
      await rm(dir, { recursive: true, force: true })
      throw thrown
    }
    return record
  }

  /** For a move that was decided by `before`, once the lock is held. Throws `run-busy` where another program worked on the run meanwhile. */
  const requireSame = async (id: string, before: RunRecord) => {
    const now = await readRunRecord(dirOf(id))
    if (JSON.stringify(now) !== JSON.stringify(before)) throw new CrossfadeError('run-busy', `Another program has just worked on ${id}. Look at it again first.`)
  }

  const resume: RunService['resume'] = async (named, more) => {
    requireWritable(workspace)
    const id = await find(named)
    refuseImported(id, 'resumed')
    const before = await readRunRecord(dirOf(id))
    const { record, notes, metrics, hasCheckpoint } = await detail(id)
    const epochs = more?.epochs
    const legal = canResume(record.status, hasCheckpoint) || (epochs !== undefined && canTrainOn(record.status))
    // A run whose program died while it waited may be taken up by hand, too.
    const left = record.status === 'queued' && readRunLock(dirOf(id))?.kind !== 'held'
    // What failed for a reason that passes, before there was a checkpoint, begins again.
    const passed = record.status === 'failed' && record.errorCode !== undefined && passing.has(record.errorCode)
    if (desk.recordOf(id) !== undefined || !(legal || left || passed)) throw new CrossfadeError('illegal-move', refusal(record, epochs !== undefined, hasCheckpoint))
    if (epochs !== undefined && !hasCheckpoint) {
      throw new CrossfadeError('illegal-move', `${id} has no checkpoint to train on from. Train a new run.`)
    }
    // Before the record says that it waits: a file that is not there would end it as failed.
    await datasets.locate(record.dataset.id)
    const { testFile } = record.experiment.recipe.split
    if (testFile !== undefined) await locateTestFile(testFile, record.dataset.testFile, workspace)
    const until = epochs === undefined ? epochsWanted(record) : record.epochs + epochs
    const kind = epochs !== undefined ? 'train-on' : hasCheckpoint ? 'resume' : 'start'
    // One that waited already has its stretch.
    const segments = left ? record.segments : rememberingBefore(withSegment(record, kind, until, new Date().toISOString(), environmentHere()), record)
    const queued: RunRecord = { ...beginAgain(record, 'queued'), segments }
    const release = takeRunLock(dirOf(id))
    try {
      await requireSame(id, before)
      await writeRunRecord(dirOf(id), queued)
      await desk.enqueue(queued, notes, metrics, hasCheckpoint, release)
    } catch (thrown) {
      release()
      throw thrown
    }
    return queued
  }

  const again: RunService['again'] = async (named) => {
    const { record, notes } = await detail(await find(named))
    refuseImported(record.id, 'trained again')
    if (record.kind === 'ensemble') throw new CrossfadeError('illegal-move', `${record.id} is a run of kind ensemble, which is not trained.`)
    return start(record.experiment, record.dataset.id, { name: notes.name, tags: notes.tags }, { baseline: record.baseline })
  }

  const stop: RunService['stop'] = async (named, when) => {
    const id = desk.recordOf(named) === undefined ? await find(named) : named
    refuseImported(id, 'stopped')
    if (await desk.stop(id, when)) return
    const { record } = await detail(id)
    if (isEnded(record.status)) throw new CrossfadeError('illegal-move', `${id} is ${record.status}: there is nothing to stop.`)
    if (isLive(record.status)) throw new CrossfadeError('run-busy', `Another program works on ${id}. Stop it there.`)
    await queue.remove(id)
    // A living owner sees that the run is out of the queue and ends it; a dead one cannot.
    if (readRunLock(dirOf(id))?.kind === 'held') return
    const release = takeRunLock(dirOf(id))
    try {
      await writeRunRecord(dirOf(id), takenOut(record, new Date().toISOString()))
    } finally {
      release()
    }
    await tell(id)
  }

  const whenEnded: RunService['whenEnded'] = async (id) => {
    const ours = desk.whenEnded(id)
    if (ours !== undefined) return ours
    for (;;) {
      const { record } = await detail(id)
      if (isEnded(record.status)) return record
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
  }

  const annotate: RunService['annotate'] = async (named, change) => {
    requireWritable(workspace)
    const id = await find(named)
    refuseImported(id, 'renamed, tagged or archived')
    const notes: RunNotes = { ...(await readRunNotes(dirOf(id))), ...change }
    await writeRunNotes(dirOf(id), notes)
    desk.noteChange(id, notes)
    return tell(id)
  }

  const remove: RunService['remove'] = async (named) => {
    requireWritable(workspace)
    const id = await find(named)
    if (isImportedId(id)) {
      await moveImported(workspace, id, 'bin')
      desk.publish({ kind: 'removed', id })
      return
    }
    const record = await readRunRecord(dirOf(id)).catch(() => null)
    if (desk.isWorking(id) || (record !== null && isLive(record.status) && (await abandonedReason(dirOf(id))) === null)) {
      throw new CrossfadeError('run-busy', `${id} is at work. Stop it before it is deleted.`)
    }
    // The lock of what waits here is given back; what waits in another program keeps its own, and is not deleted behind its back.
    if (desk.recordOf(id) !== undefined) await desk.forget(id)
    const release = takeRunLock(dirOf(id))
    try {
      if (record !== null) await requireSame(id, record)
      await desk.forget(id)
      await movePath(dirOf(id), join(workspace.binDir, id))
      await rm(join(workspace.binDir, id, 'lock'), { force: true })
    } finally {
      release()
    }
    desk.publish({ kind: 'removed', id })
  }

  const restore: RunService['restore'] = async (named) => {
    requireWritable(workspace)
    if (isImportedId(named)) {
      await moveImported(workspace, named, 'back')
      await tell(named)
      return named
    }
    const id = await findInBin(named, workspace.binDir)
    await movePath(join(workspace.binDir, id), dirOf(id))
    // One that cannot be read was deleted as such, and comes back as such.
    desk.publish({ kind: 'changed', entry: entryAt(id, dirOf(id)) })
    return id
  }

  return {
    runs: {
      list,
      get: async (named) => detail(desk.recordOf(named) === undefined ? await find(named) : named),
      start,
      again,
      whenEnded,
      stop,
      resume,
      annotate,
      remove,
      restore,
      active: () => desk.active(),
      subscribe: (listener) => desk.subscribe(listener),
    },
    queue: createQueueService(queue, desk, find, stop),
    desk,
    trainers,
    settle: async () => {
      stopFollowing = followOthers(workspace, desk, options.analysisEngine, log)
      if (!workspace.readOnly) await desk.adopt()
    },
    close: () => {
      stopFollowing()
      return desk.close()
    },
  }
}

const passing: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['disk-full', 'workspace-unavailable', 'engine-unavailable', 'engine-exited', 'file-not-found', 'run-busy'])

function refusal(record: RunRecord, trainOn: boolean, hasCheckpoint: boolean): string {
  if (record.status === 'completed' && !trainOn) return `${record.id} is completed. To train on, say for how many epochs.`
  if (record.status === 'failed' && !hasCheckpoint) return `${record.id} failed before its first checkpoint, so there is nothing to go on from. Train a new run.`
  return `${record.id} is ${record.status}, so it cannot be resumed now.`
}
