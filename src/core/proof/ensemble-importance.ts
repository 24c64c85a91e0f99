import { join } from 'node:path'
import type { AnalysisMethods } from '@shared/engine/analysis-methods'
import type { TrainerMethods } from '@shared/engine/trainer-methods'
import { CrossfadeError } from '@shared/errors'
import { featureColumns } from '@shared/recipe/feature-columns'
import type { Pipeline } from '@shared/recipe/pipeline'
import { importanceDefaults } from '@shared/run/importance'
import type { ColumnImportance, PartImportance } from '@shared/run/importance'
import type { RunDetail } from '@shared/run/run-detail'
import type { RunRecord } from '@shared/run/run-record'
import type { EngineProcess } from '../engine-process/engine-process'
import { writeJson } from '../files/write-atomic'
import { chosenModel } from '../predict/chosen-model'
import type { ChosenModel } from '../predict/chosen-model'
import type { PredictOptions } from '../predict/predict-verbs'
import { preparedRows } from '../runs/prepared-rows'
import type { PreparedRowsOptions } from '../runs/prepared-rows'
import { takeRunLock } from '../runs/run-lock-file'
import type { RunService } from '../runs/run-verbs'
import { inScratchFolder } from '../workspace/scratch-folder'
import { keptPart, measuredWeights, readImportance } from './kept-importance'
import type { EvaluateService, ImportanceRequest } from './proof-verbs'
import { refuseUnscorable } from './scorable'

export interface EnsembleImportanceOptions extends PreparedRowsOptions {
  readonly runs: RunService
  readonly analysisEngine: () => EngineProcess<AnalysisMethods>
  readonly startTrainer: (kind?: RunRecord['kind']) => EngineProcess<TrainerMethods>
}

/** Rows that are scored in one go: files of shuffled rows stay small, and models are loaded seldom. */
const rowsAtOnce = 200_000

/**
 * Evaluations that know which columns an ensemble depends on: each column is shuffled in one order for all members, each of which prepares and
 * scores the rows in its own way, and the mean of their scores is measured.
 */
export function withEnsembleImportance(plain: EvaluateService, options: EnsembleImportanceOptions): EvaluateService {
  return {
    ...plain,
    async importance(request, progress = {}) {
      const { record } = await options.runs.get(request.run)
      if (record.kind !== 'ensemble') return plain.importance(request, progress)
      const { on } = request
      refuseUnscorable(record, on)
      // The metrics that it starts from are a look at the rows, which is recorded before anything is shown.
      await plain.evaluate({ run: record.id, on })
      const detail = await options.runs.get(record.id)
      const model = await chosenModel(options.runs, detail, request.epoch === undefined || request.epoch === record.best?.epoch ? 'best' : request.epoch)
      const kept = await keptPart(detail, on)
      const repeats = request.repeats ?? kept?.repeats ?? importanceDefaults.repeats
      const seed = request.seed ?? kept?.seed ?? importanceDefaults.seed
      if (kept !== null && kept.repeats === repeats && kept.seed === seed) return { run: record.id, on, recorded: true, ...kept }
      const measured = await inScratchFolder(options.workspace, 'importance', (work) => measureIn(work, detail, model, { on, repeats, seed }, options, progress))
      const recorded = !options.workspace.readOnly
      if (recorded) await keep(detail, on, measured)
      return { run: record.id, on, recorded, ...measured }
    },
  }
}

async function keep({ dir }: RunDetail, on: 'validation' | 'test', measured: PartImportance): Promise<void> {
  const release = takeRunLock(dir)
  try {
    await writeJson(join(dir, 'importance.json'), { ...((await readImportance(dir)) ?? { version: 1, validation: null, test: null }), [on]: measured })
  } finally {
    release()
  }
}

async function measureIn(
  work: string,
  { record }: RunDetail,
  { groups }: ChosenModel,
  { on, repeats, seed }: Pick<PartImportance, 'repeats' | 'seed'> & Pick<ImportanceRequest, 'on'>,
  options: EnsembleImportanceOptions,
  { signal, onProgress }: PredictOptions,
): Promise<PartImportance> {
  const started = performance.now()
  const trainers = new Map<RunRecord['kind'], EngineProcess<TrainerMethods>>()
  const trainerOf = (kind: RunRecord['kind']) => {
    const trainer = trainers.get(kind) ?? options.startTrainer(kind)
    trainers.set(kind, trainer)
    return trainer
  }
  const analysis = options.analysisEngine()
  try {
    onProgress?.({ doing: 'preparing', share: null })
    const preparations = new Map<Pipeline, string>()
    for (const { pipeline, run } of groups) {
      if (!preparations.has(pipeline)) preparations.set(pipeline, (await preparedRows(run.record, options, signal)).dir)
    }
    const [first] = groups
    const preparedDir = preparations.get(first.pipeline) ?? ''
    const { target } = first.pipeline
    const features = join(work, 'features.npy')
    /** The sums of all members' scores, group by group, for the rows with a column shuffled `count` times. */
    const sumsOf = async (name: string, shuffle: { readonly column: string | null; readonly place: number; readonly from: number; readonly count: number }): Promise<string> => {
      let earlier: string | undefined
      for (const [place, { pipeline, engine, models }] of groups.entries()) {
        if (groups[place - 1]?.pipeline !== pipeline) await analysis.request('shuffledRows', { ...shuffle, preparedDir: preparations.get(pipeline) ?? '', part: on, seed, out: features }, { signal })
        const out = join(work, `${name}-${place % 2}.npy`)
        await trainerOf(engine).request('addScores', { models: [...models], features, classes: target.kind === 'classes' ? target.classes.length : null, ...(earlier === undefined ? {} : { earlier }), out }, { signal })
        earlier = out
      }
      return earlier ?? ''
    }
    const before = await sumsOf('before', { column: null, place: 0, from: 0, count: 1 })
    const about = { preparedDir, part: on, record, models: groups.reduce((sum, { models }) => sum + models.length, 0), before }
    const { rows, baseline } = await analysis.request('meanWorsening', { ...about, shuffled: [] }, { signal })
    const metrics = Object.keys(baseline)
    const columns = columnsOf(groups.map(({ pipeline }) => pipeline))
    const times = Math.max(1, Math.floor(rowsAtOnce / Math.max(1, rows)))
    const found: ColumnImportance[] = []
    for (const [place, { column, features: names }] of columns.entries()) {
      const shuffled: string[] = []
      for (let from = 0; from < repeats; from += times) {
        if (signal?.aborted === true) throw new CrossfadeError('cancelled', 'Cancelled.')
        shuffled.push(await sumsOf(`shuffled-${from}`, { column, place, from, count: Math.min(times, repeats - from) }))
        onProgress?.({ doing: 'shuffling columns', share: (place + Math.min(1, (from + times) / repeats)) / columns.length })
      }
      const { worse } = await analysis.request('meanWorsening', { ...about, shuffled }, { signal })
      found.push({ column, features: [...names], worse: { ...worse } })
    }
    const ordering = metrics[0] ?? ''
    found.sort((a, b) => (b.worse[ordering]?.mean ?? 0) - (a.worse[ordering]?.mean ?? 0))
    return { rows, epoch: 0, repeats, seed, computedAt: new Date().toISOString(), ms: Math.round(performance.now() - started), weights: measuredWeights(record), metrics, baseline: { ...baseline }, columns: found }
  } finally {
    await Promise.all([...trainers.values()].map((trainer) => trainer.stop()))
  }
}

/** The columns that any member uses, with all that is made of them, in the order of the first that has each. */
function columnsOf(pipelines: readonly Pipeline[]): readonly { readonly column: string; readonly features: readonly string[] }[] {
  const found = new Map<string, readonly string[]>()
  for (const { columns } of pipelines) {
    for (const { column, features } of featureColumns(columns)) found.set(column, [...new Set([...(found.get(column) ?? []), ...features])])
  }
  return [...found].map(([column, features]) => ({ column, features }))
}
