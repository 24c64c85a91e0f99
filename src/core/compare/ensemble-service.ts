import { copyFile, mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ensembleObstacle } from '@shared/compare/ensemble-members'
import type { AnalysisMethods } from '@shared/engine/analysis-methods'
import { CrossfadeError } from '@shared/errors'
import type { MetricValues } from '@shared/run/epoch-metrics'
import type { Evaluation, PartEvaluation } from '@shared/run/evaluation'
import { memberWeightsOf } from '@shared/run/member-weights'
import type { RunDetail } from '@shared/run/run-detail'
import type { RunRecord } from '@shared/run/run-record'
import type { EvaluateRequest, EvaluateResult, EvaluateService } from '../proof/proof-verbs'
import type { RunService } from '../runs/run-verbs'
import type { EngineProcess } from '../engine-process/engine-process'
import { sameTarget } from '../predict/chosen-model'
import { writeError } from '../files/file-error'
import { writeJson } from '../files/write-atomic'
import { environmentHere } from '../runs/environment'
import { readPipeline } from '../runs/read-pipeline'
import { emptyNotes, newRunId, writeRunNotes, writeRunRecord } from '../runs/run-folder'
import { takeRunLock } from '../runs/run-lock-file'
import { requireWritable } from '../workspace/workspace'
import type { Workspace } from '../workspace/workspace'
import { resampling } from './compare-service'

export interface EnsembleService {
  /**
   * Keeps the mean of the scores of these runs as a run of its own, of kind `ensemble`. Throws `invalid-argument` with the reason where they
   * cannot be put together.
   */
  keep(members: readonly string[], name: string): Promise<RunRecord>
}

export interface EnsembleServiceOptions {
  readonly workspace: Workspace
  readonly runs: RunService
  readonly analysisEngine: () => EngineProcess<AnalysisMethods>
}

export function createEnsembleService({ workspace, runs, analysisEngine }: EnsembleServiceOptions): EnsembleService {
  return {
    async keep(named, name) {
      requireWritable(workspace)
      const members = [...new Map((await Promise.all(named.map((one) => runs.get(one)))).map((run) => [run.record.id, run])).values()]
      const obstacle = ensembleObstacle(members)
      if (obstacle !== null) throw new CrossfadeError('invalid-argument', obstacle)
      const [first] = members
      if (first === undefined) throw new CrossfadeError('invalid-argument', 'Name at least two runs.')
      const now = new Date()
      const id = newRunId(now)
      const building = join(workspace.tmpDir, id)
      const dir = join(workspace.runsDir, id)
      try {
        await mkdir(building, { recursive: true })
        await refuseOtherTarget(members)
        await copyFile(join(first.dir, 'pipeline.json'), join(building, 'pipeline.json'))
        const evaluation = await analysisEngine().request('ensembleScores', { dirs: members.map((run) => run.dir), out: building, seed: resampling.seed })
        await writeJson(join(building, 'evaluation.json'), evaluation)
        await writeRunRecord(building, recordOf(id, now, name, members, evaluation))
        await writeRunNotes(building, { ...emptyNotes, name })
        await rename(building, dir)
      } catch (thrown) {
        await rm(building, { recursive: true, force: true }).catch(() => undefined)
        throw thrown instanceof CrossfadeError ? thrown : writeError(thrown, dir)
      }
      // Writing its notes once more tells everyone who watches the runs.
      return (await runs.annotate(id, { name })).record
    },
  }
}

/** The classes and, of a number, the unit that scores are in are those of the preparation; equal splits make them equal, where nobody changed a file. */
async function refuseOtherTarget(members: readonly RunDetail[]): Promise<void> {
  const [first, ...others] = await Promise.all(members.map(async (run) => ({ run, pipeline: await readPipeline(run.dir) })))
  const stranger = others.find(({ pipeline }) => first !== undefined && !sameTarget(pipeline, first.pipeline))
  if (first === undefined || stranger === undefined) return
  throw new CrossfadeError('invalid-argument', `${first.run.record.id} and ${stranger.run.record.id} do not say the same of ${first.pipeline.target.name} (its classes, or the unit that it is learned in), so their scores have no mean. Train one of them again.`)
}

function recordOf(id: string, now: Date, name: string, members: readonly RunDetail[], evaluation: Evaluation): RunRecord {
  const first = members[0]?.record
  if (first === undefined) throw new CrossfadeError('internal', 'An ensemble without members.')
  const counts = members.flatMap(({ record }) => (record.parameters === null ? [] : [record.parameters.total]))
  const at = now.toISOString()
  const best = bestOf(evaluation)
  return {
    version: 2,
    id,
    kind: 'ensemble',
    members: members.map(({ record }) => record.id),
    memberWeights: memberWeightsOf(members.map(({ record }) => record)),
    status: 'completed',
    reason: null,
    created: at,
    started: at,
    ended: at,
    experiment: { ...first.experiment, name },
    segments: [],
    dataset: first.dataset,
    prepared: first.prepared,
    split: first.split,
    engine: null,
    environment: environmentHere(),
    // Trees have none to count, so a mixed ensemble has no sum of them.
    parameters: counts.length < members.length ? null : { total: counts.reduce((sum, count) => sum + count, 0), trainable: 0 },
    epochs: 0,
    monitor: null,
    best,
    last: best,
    test: testOf(evaluation),
    timing: { prepareMs: null, compileMs: null, trainMs: null, medianEpochMs: null },
    weights: null,
  }
}

/** An ensemble has no epochs: the validation metrics of its members' best weights. */
const bestOf = ({ validation }: Evaluation) => ({ epoch: 0, training: { loss: null }, validation: valuesOf(validation) })

function valuesOf(part: PartEvaluation | null): MetricValues | null {
  if (part === null) return null
  const values = Object.fromEntries(Object.entries(part.metrics).map(([name, { value }]) => [name, value]))
  return { ...values, loss: part.metrics['loss']?.value ?? null }
}

/** The test metrics as run.json has them, with the time of scoring. */
function testOf({ test }: Evaluation): RunRecord['test'] {
  const values = valuesOf(test)
  return values === null || test === null ? null : Object.assign({ scoredAt: test.scoredAt }, values)
}

/**
 * Evaluations that know ensembles, one whose rows are unscored having its members scored first, each on record; and that give each metric of
 * the scores on record its interval.
 */
export function withEnsembles(plain: EvaluateService, { workspace, runs, analysisEngine }: EnsembleServiceOptions): EvaluateService {
  /** What another epoch says is not on record, so there are no scores to resample. */
  const withIntervals = async (result: EvaluateResult): Promise<EvaluateResult> => {
    if (!result.recorded) return result
    const { dir } = await runs.get(result.run)
    const metrics = await analysisEngine().request('measureRun', { dir, on: result.on, seed: resampling.seed })
    return { ...result, metrics: { ...result.metrics, ...metrics } }
  }
  return {
    ...plain,
    async evaluate(request: EvaluateRequest): Promise<EvaluateResult> {
      const { record, dir, evaluation, changedMembers } = await runs.get(request.run)
      if (record.kind !== 'ensemble') return withIntervals(await plain.evaluate(request))
      const { on, epoch = 'best' } = request
      if (epoch !== 'best') throw new CrossfadeError('invalid-argument', `${record.id} is the mean of the best weights of its members: it has no other epochs.`)
      const known = evaluation?.[on]
      if (known && changedMembers === undefined) return { run: record.id, on, recorded: true, ...known }
      if (record.split?.[on] === 0) throw new CrossfadeError('recipe-invalid', `${record.id} has no ${on} rows: its split gave them no share.`)
      requireWritable(workspace)
      const ids = record.members ?? []
      for (const member of ids) await plain.evaluate({ run: member, on })
      const members = await Promise.all(ids.map((member) => runs.get(member)))
      const dirs = members.map((member) => member.dir)
      const release = takeRunLock(dir)
      try {
        // Another program may have scored it while its members were scored here.
        const now = await runs.get(record.id)
        const meanwhile = now.evaluation?.[on]
        if (meanwhile && now.changedMembers === undefined) return { run: record.id, on, recorded: true, ...meanwhile }
        const again = await analysisEngine().request('ensembleScores', { dirs, out: dir, seed: resampling.seed })
        const scored = again[on]
        if (scored === null) throw new CrossfadeError('run-unreadable', `The ${on} rows of a member of ${record.id} could not be scored.`)
        await writeJson(join(dir, 'evaluation.json'), { ...again, ...(now.evaluation === null ? {} : { classes: now.evaluation.classes }) })
        const best = bestOf(again)
        await writeRunRecord(dir, { ...now.record, memberWeights: memberWeightsOf(members.map((member) => member.record)), best, last: best, test: testOf(again) })
        return { run: record.id, on, recorded: true, ...scored }
      } finally {
        release()
      }
    },
  }
}
