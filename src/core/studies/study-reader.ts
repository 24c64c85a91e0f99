import { join } from 'node:path'
import { CrossfadeError, toEnvelope } from '@shared/errors'
import { looksOf } from '@shared/study/looks'
import { rankConfigurations, seedOptimism, seedsOf } from '@shared/study/ranking'
import type { StudyRecord } from '@shared/study/study'
import type { TrialLog } from '@shared/study/trial'
import { readRunLock } from '../runs/run-lock-file'
import type { Workspace } from '../workspace/workspace'
import { scoredTestRows } from './scored-test-rows'
import type { StudyDetail, StudyEntry, UnreadableStudy } from './study-events'
import { readStudyRecord, readTrialLog, studiesDir, studyIds } from './study-folder'
import { progressOf } from './study-progress'
import type { StudyRunner } from './study-runner'

/** A study as it is now. `total`: how many trials there will be; undefined: not worked out. */
export interface ReadStudy {
  readonly record: StudyRecord
  readonly trials: TrialLog
  readonly total: number | null | undefined
}

/** What the folders of the studies say, and what this process knows better of those that it works on. */
export interface StudyReader {
  readonly dirOf: (id: string) => string
  /** The id of the one that is meant by an id, the beginning of one, or a name. Throws `run-not-found`. */
  readonly find: (named: string) => Promise<string>
  readonly read: (id: string) => Promise<ReadStudy>
  readonly entry: (id: string) => Promise<StudyEntry>
  readonly list: () => Promise<readonly (StudyEntry | UnreadableStudy)[]>
  readonly get: (named: string) => Promise<StudyDetail>
}

export function createStudyReader(workspace: Workspace, runnerOf: (id: string) => StudyRunner | undefined): StudyReader {
  const dirOf = (id: string) => join(studiesDir(workspace), id)

  /** A running study whose owner is dead is interrupted. */
  const read = async (id: string): Promise<ReadStudy> => {
    const runner = runnerOf(id)
    if (runner !== undefined) return { record: runner.record, trials: runner.snapshot(), total: runner.total }
    const record = await readStudyRecord(dirOf(id))
    const trials = await readTrialLog(dirOf(id))
    const dead = record.status === 'running' && readRunLock(dirOf(id))?.kind !== 'held'
    return { record: dead ? { ...record, status: 'interrupted', reason: 'Interrupted: the program that worked on it ended.' } : record, trials, total: undefined }
  }

  const entry = async (id: string): Promise<StudyEntry> => {
    const { record, trials, total } = await read(id)
    return { record, progress: progressOf(record, trials, total) }
  }

  const list = async () =>
    Promise.all(
      (await studyIds(workspace)).map((id) => entry(id).catch((thrown: unknown): UnreadableStudy => ({ id, dir: dirOf(id), reason: toEnvelope(thrown).message }))),
    )

  const find = async (named: string): Promise<string> => {
    const ids = await studyIds(workspace)
    const byId = ids.filter((id) => id.startsWith(named))
    if (named !== '' && byId.length === 1) return byId[0] ?? ''
    const byName = (await list()).flatMap((one) => ('record' in one && one.record.design.name === named ? one.record.id : []))
    if (byName.length === 1) return byName[0] ?? ''
    const several = byId.length > 1 || byName.length > 1
    throw new CrossfadeError('run-not-found', several ? `"${named}" names several studies. Give more of the id.` : `There is no study "${named}" in ${workspace.dir}.`)
  }

  const get = async (named: string): Promise<StudyDetail> => {
    const id = await find(named)
    const { record, trials, total } = await read(id)
    return {
      record,
      progress: progressOf(record, trials, total),
      dir: dirOf(id),
      trials: trials.trials,
      asked: trials.asked,
      ranking: rankConfigurations(trials.trials, record.design.objective, seedsOf(record.design.plan)),
      seedOptimism: seedOptimism(trials.trials, record.design.objective),
      looks: looksOf(record, trials.trials, record.design.plan.kind === 'search' ? await scoredTestRows(workspace, trials.trials) : () => null),
    }
  }

  return { dirOf, find, read, entry, list, get }
}
