import { mkdir, rename } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { CrossfadeError } from '@shared/errors'
import { looksOf } from '@shared/study/looks'
import { contenders } from '@shared/study/ranking'
import type { Look, StudyRecord } from '@shared/study/study'
import { studyProblems } from '@shared/study/study-problems'
import type { StudyAsk } from '@shared/study/study-request'
import type { AnalysisMethods } from '@shared/engine/analysis-methods'
import type { EngineProcess } from '../engine-process/engine-process'
import type { EvaluateService } from '../proof/proof-verbs'
import type { RunService } from '../runs/run-verbs'
import type { Datasets } from '../datasets/dataset-service'
import { writeError } from '../files/file-error'
import { machineMemory } from '../runs/machine-memory'
import type { RunDesk } from '../runs/run-desk'
import { readRunLock, takeFolderLock } from '../runs/run-lock-file'
import type { TrainerPool } from '../runs/trainer-pool'
import { requireWritable } from '../workspace/workspace'
import type { Workspace } from '../workspace/workspace'
import { changeStudy } from './change-study'
import { chooseAndScore } from './choose-trial'
import { followStudies } from './follow-studies'
import { createLocalTrialPool } from './local-trial-pool'
import { repeatDesign } from './repeat-design'
import { StudiesAtWork } from './studies-at-work'
import type { StudyEvent } from './study-events'
import { createStudyFolder, newStudyId, restoreStudyFolder, writeStudyRecord } from './study-folder'
import { scoredTestRows } from './scored-test-rows'
import { createStudyReader } from './study-reader'
import type { StudyService } from './study-verbs'
import { tableProblems } from './table-problems'

export interface Studies {
  readonly studies: StudyService
  close(): Promise<void>
}

export interface StudyServiceOptions {
  readonly workspace: Workspace
  readonly datasets: Datasets
  readonly runs: RunService
  readonly evaluations: EvaluateService
  readonly analysisEngine: () => EngineProcess<AnalysisMethods>
  readonly desk: RunDesk
  readonly trainers: TrainerPool
  /** Tells of the studies of other programs, too. */
  readonly resident: boolean
  readonly log: (line: string) => void
}

export function createStudyService(options: StudyServiceOptions): Studies {
  const { workspace, datasets, runs, log } = options
  const listeners = new Set<(event: StudyEvent) => void>()
  const publish = (event: StudyEvent) => {
    for (const listener of listeners) listener(event)
  }
  const reader = createStudyReader(workspace, (id) => atWork.get(id))
  const { dirOf, find, read, get } = reader
  const tell = async (id: string) => publish({ kind: 'changed', entry: await reader.entry(id) })
  const atWork = new StudiesAtWork({ dirOf, runsDir: workspace.runsDir, queue: createLocalTrialPool(options), trainers: options.trainers, log, publish, changed: tell })

  const stopFollowing = options.resident
    ? followStudies({ workspace, log, isOwn: (id) => atWork.get(id) !== undefined, heard: () => listeners.size > 0, changed: tell, removed: (id) => publish({ kind: 'removed', id }) })
    : () => undefined

  /** Changes study.json of a study that nobody works on. */
  const rewrite = async (id: string, change: (record: StudyRecord) => StudyRecord | Promise<StudyRecord>): Promise<StudyRecord> => {
    requireWritable(workspace)
    const release = takeFolderLock(dirOf(id), 'this study')
    try {
      const after = await change((await read(id)).record)
      await writeStudyRecord(dirOf(id), after)
      return after
    } finally {
      release()
      await tell(id)
    }
  }

  const check: StudyService['check'] = async (design, datasetId) => {
    const problems = studyProblems(design)
    return problems.length > 0 ? problems : tableProblems(design, await datasets.get(datasetId), await machineMemory())
  }

  const start: StudyService['start'] = async (design, datasetId, { jobs = defaultJobs(), of } = {}) => {
    requireWritable(workspace)
    const [problem] = await check(design, datasetId)
    if (problem !== undefined) throw new CrossfadeError('config-invalid', `${problem.path}: ${problem.message}`)
    const dataset = await datasets.get(datasetId)
    const now = new Date()
    const record: StudyRecord = {
      version: 1,
      id: newStudyId(now),
      created: now.toISOString(),
      status: 'ready',
      reason: null,
      started: null,
      ended: null,
      jobs,
      design: { ...design, experiment: { ...design.experiment, dataset: { path: dataset.path, sha256: dataset.sha256, reading: dataset.reading } } },
      dataset: { id: dataset.id, name: dataset.name, sha256: dataset.sha256, rows: dataset.rows },
      of: of ?? null,
      chosen: null,
    }
    await createStudyFolder(workspace, record)
    return atWork.launch(record)
  }

  const resume: StudyService['resume'] = async (named, { jobs } = {}) => {
    requireWritable(workspace)
    const id = await find(named)
    if (atWork.get(id) !== undefined) throw new CrossfadeError('illegal-move', `${id} is at work already.`)
    const { record } = await read(id)
    return atWork.launch(jobs === undefined ? record : { ...record, jobs })
  }

  const change = (id: string, ask: StudyAsk) => changeStudy({ workspace, reader, atWork, tell }, id, ask)

  return {
    studies: {
      list: reader.list,
      get,
      check,
      start,
      resume,
      async pause(named) {
        const id = await find(named)
        const runner = atWork.get(id)
        const rested = atWork.whenRested(id)
        if (runner === undefined) await change(id, { kind: 'pause' })
        else await runner.pause()
        return (await rested) ?? (await read(id)).record
      },
      async whenEnded(id) {
        return atWork.whenRested(id) ?? (await read(id)).record
      },
      async stopTrial(named, trial) {
        await change(await find(named), { kind: 'stop-trial', trial })
      },
      async addTrials(named, asked) {
        const id = await find(named)
        await change(id, { kind: 'add', trials: asked.map((values) => ({ ...values })) })
        return get(id)
      },
      async change(named, wanted) {
        const id = await find(named)
        await change(id, { kind: 'change', ...wanted })
        return (await read(id)).record
      },
      async repeat(named, { seeds, resplit = false, jobs }) {
        const { record } = await runs.get(named)
        const own = (await runs.get(record.id)).notes.name
        return start(repeatDesign(record, own, seeds, resplit), record.dataset.id, { of: record.id, ...(jobs === undefined ? {} : { jobs }) })
      },
      async evaluate(named) {
        const id = await find(named)
        if (atWork.get(id) !== undefined) throw new CrossfadeError('illegal-move', `${id} is at work: what is chosen now may not be the best in the end. Pause it, or wait.`)
        const { trials } = await read(id)
        const measure = (run: string) => options.analysisEngine().request('measureRun', { dir: join(workspace.runsDir, run), on: 'test', seed: 42 })
        return rewrite(id, async (record) => {
          const before = looksOf(record, trials.trials, await scoredTestRows(workspace, trials.trials))
          const keep = (looks: readonly Look[]) => writeStudyRecord(dirOf(id), { ...record, looks: [...looks] })
          return { ...record, ...(await chooseAndScore(record, trials.trials, before, { evaluations: options.evaluations, measure, keep })) }
        })
      },
      async report(named) {
        const { record, trials, ranking } = await get(named)
        const { plan, objective } = record.design
        if (plan.kind !== 'search') throw new CrossfadeError('illegal-move', `A ${plan.kind} study chooses nothing, so there is nothing to explain.`)
        const foldersOf = (numbers: readonly number[]) => numbers.flatMap((number) => trials[number - 1] ?? []).filter((trial) => trial.objective !== null).map(({ run }) => join(workspace.runsDir, run))
        return options.analysisEngine().request('studyReport', {
          space: plan.space,
          measured: ranking.map(({ values, objective: value }) => ({ values: { ...values }, objective: value })),
          combinations: contenders(ranking, plan.seeds).map((one) => foldersOf(one.trials)),
          metric: objective.metric,
          direction: objective.direction,
          seed: 42,
        })
      },
      async remove(named) {
        requireWritable(workspace)
        const id = await find(named)
        if (atWork.get(id) !== undefined || readRunLock(dirOf(id))?.kind === 'held') throw new CrossfadeError('run-busy', `${id} is at work. Pause it before it is deleted.`)
        try {
          await mkdir(workspace.binDir, { recursive: true })
          await rename(dirOf(id), join(workspace.binDir, id))
        } catch (thrown) {
          throw writeError(thrown, dirOf(id))
        }
        publish({ kind: 'removed', id })
      },
      async restore(named) {
        requireWritable(workspace)
        const id = await restoreStudyFolder(named, workspace)
        await tell(id)
        return (await read(id)).record
      },
      subscribe(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
    async close() {
      stopFollowing()
      await atWork.close()
    },
  }
}

/** One process of one thread a core. */
export const defaultJobs = (): number => Math.max(1, cpus().length)
