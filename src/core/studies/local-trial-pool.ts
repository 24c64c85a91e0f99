import { join } from 'node:path'
import { beginAgain } from '@shared/run/begin-again'
import { epochsWanted, withSegment } from '@shared/run/segments'
import type { EpochMetrics } from '@shared/run/epoch-metrics'
import type { RunRecord } from '@shared/run/run-record'
import { isEnded } from '@shared/run/run-state'
import type { Datasets } from '../datasets/dataset-service'
import { environmentHere } from '../runs/environment'
import { newBaselineRecord, newRunRecord } from '../runs/new-run-record'
import type { RunDesk } from '../runs/run-desk'
import { createRunFolder, emptyNotes, hasCheckpoint, readRunMetrics, readRunNotes, readRunRecord, writeRunRecord } from '../runs/run-folder'
import { takeRunLock } from '../runs/run-lock-file'
import { describeTestFile } from '../runs/test-file'
import type { Workspace } from '../workspace/workspace'
import { concernsAllTrials } from './concerns-all-trials'
import type { TrialAtWork, TrialJob, TrialQueue } from './trial-queue'

export interface LocalTrialPoolOptions {
  readonly workspace: Workspace
  readonly datasets: Datasets
  readonly desk: RunDesk
}

/** Trials on this machine: each is a run like any other, worked on at once, beside the queue of runs. */
export function createLocalTrialPool(options: LocalTrialPoolOptions): TrialQueue {
  const { desk } = options
  const hearing = new Map<string, (metrics: readonly EpochMetrics[]) => void>()
  desk.subscribe((event) => {
    if (event.kind === 'epochs') hearing.get(event.id)?.(event.metrics)
  })
  return {
    submit(job, onEpochs): TrialAtWork {
      hearing.set(job.run, onEpochs)
      let wish: 'now' | 'epoch-end' | 'pause' | null = null
      const ended = work(job, options, onEpochs).then(async ({ working }) => {
        // Asked while the run was being made.
        if (wish !== null) await desk.stop(job.run, wish)
        return working
      })
      return {
        ended: ended.finally(() => hearing.delete(job.run)),
        stop: async (when) => {
          wish = when
          await desk.stop(job.run, when)
        },
      }
    },
  }
}

async function work(job: TrialJob, { workspace, datasets, desk }: LocalTrialPoolOptions, onEpochs: (metrics: readonly EpochMetrics[]) => void): Promise<{ readonly working: Promise<RunRecord> }> {
  const dir = join(workspace.runsDir, job.run)
  const found = await readRunRecord(dir).catch(() => null)
  if (found === null) {
    const dataset = await datasets.get(job.datasetId)
    const { testFile } = job.experiment.recipe.split
    const described = testFile === undefined ? undefined : await describeTestFile(workspace.absolutePath(testFile), workspace)
    const { experiment, trees } = job
    const made = trees === undefined ? newRunRecord(experiment, dataset, new Date(), described) : newBaselineRecord(experiment, trees, dataset, new Date(), described)
    const record: RunRecord = { ...made, id: job.run, study: job.study }
    const notes = { ...emptyNotes, name: job.name, tags: [...job.tags] }
    await createRunFolder(workspace, record, notes)
    return { working: desk.workNow(record, notes, [], false, takeRunLock(dir), job.stopAfter) }
  }
  const metrics = await readRunMetrics(dir)
  onEpochs(metrics)
  if (isDone(found, job)) return { working: Promise.resolve(found) }
  const resume = await hasCheckpoint(dir)
  // Trees have no stretches: they are grown anew, and come to the same.
  const segments = found.kind === 'trees' ? found.segments : withSegment(found, resume ? 'resume' : 'start', epochsWanted(found), new Date().toISOString(), environmentHere())
  const again: RunRecord = { ...beginAgain(found, 'queued'), segments }
  const release = takeRunLock(dir)
  try {
    await writeRunRecord(dir, again)
    return { working: desk.workNow(again, await readRunNotes(dir), metrics, resume, release, job.stopAfter) }
  } catch (thrown) {
    release()
    throw thrown
  }
}

/** It was brought to this end before, and its program died before it could write that down. */
function isDone(record: RunRecord, { stopAfter }: TrialJob): boolean {
  if (!isEnded(record.status)) return false
  if (record.status === 'completed') return true
  if (record.status === 'failed') return record.errorCode === undefined || !concernsAllTrials(record.errorCode, record.kind)
  return record.status === 'stopped' && stopAfter !== null && record.epochs >= stopAfter
}
