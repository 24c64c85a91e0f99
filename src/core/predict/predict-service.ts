import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, extname, join, resolve } from 'node:path'
import type { AnalysisMethods } from '@shared/engine/analysis-methods'
import type { DataMethods, PredictionFormat } from '@shared/engine/data-methods'
import type { TrainerMethods } from '@shared/engine/trainer-methods'
import { CrossfadeError } from '@shared/errors'
import { placeError } from '@shared/export/place-error'
import { nextNames } from '@shared/run/prediction-columns'
import type { RunRecord } from '@shared/run/run-record'
import type { RunService } from '../runs/run-verbs'
import type { PredictService } from './predict-verbs'
import type { PredictResult } from '@shared/run/prediction'
import type { Datasets } from '../datasets/dataset-service'
import type { EngineProcess } from '../engine-process/engine-process'
import { draftBeside } from '../files/replace-file'
import type { Workspace } from '../workspace/workspace'
import { chosenModel } from './chosen-model'
import { driftOf } from './drift'
import { intervalOf } from './interval-of'
import { readingFor, scoreGroups } from './score-groups'

export interface PredictServiceOptions {
  readonly workspace: Workspace
  readonly runs: RunService
  readonly dataEngine: () => EngineProcess<DataMethods>
  readonly analysisEngine: () => EngineProcess<AnalysisMethods>
  readonly datasets: Datasets
  /** Of kind `trees`: the baseline engine, which keeps the same contract. */
  readonly startTrainer: (kind?: RunRecord['kind']) => EngineProcess<TrainerMethods>
}

/** A run's fitted pipeline and weights on the raw rows of any file, of an ensemble those of all its members; memory does not grow with the file. */
export function createPredictService(options: PredictServiceOptions): PredictService {
  return {
    async predict(request, { signal, onProgress } = {}) {
      const run = await options.runs.get(request.run)
      const model = await chosenModel(options.runs, run, request.epoch ?? 'best')
      const [{ pipeline }] = model.groups
      const out = resolve(request.out)
      const format = request.format ?? formatOf(out)
      await refuseFolder(out)
      const path = resolve(request.file)
      await refuseOwnInput(path, out)
      const source = { path, reading: request.reading ?? {}, tmp: options.workspace.tmpDir }
      const work = join(options.workspace.tmpDir, `predict-${process.pid}-${Date.now()}`)
      // Beside its final place, so that it can be renamed there: a file appears whole or not at all.
      const draft = draftBeside(out)
      try {
        // A place that takes no file is known before the work, and by the system's own word for it.
        await (await open(draft, 'wx')).close()
        await mkdir(work, { recursive: true })
        onProgress?.({ doing: 'preparing', share: null })
        const predictions = join(work, 'predictions.csv')
        const interval = await intervalOf(options.analysisEngine, run, pipeline, request)
        const { positiveClass, threshold } = run.record.experiment.training
        const { target } = pipeline
        const index = target.kind === 'classes' && positiveClass !== undefined && target.classes[0] === positiveClass ? 0 : 1
        const { transformed, drift } = await scoreGroups(
          { ...options, drift: request.drift === true ? (group, features, rows) => driftOf(options, group.run, group.pipeline, features, rows, { signal, onProgress }) : null },
          model,
          source,
          work,
          { out: predictions, target, positive: { index, threshold: threshold ?? null }, allScores: request.scores === true, ...(request.top === undefined ? {} : { top: request.top }), halfWidth: interval?.halfWidth ?? null },
          { signal, onProgress },
        )
        onProgress?.({ doing: 'writing', share: null })
        const table = { ...source, reading: readingFor(pipeline, source.reading), predictions, texts: pipeline.target.kind === 'classes' ? nextNames(pipeline.target.classes.length, request.top) : [], task: pipeline.task, keep: request.keep === true, format, out: draft }
        await options.dataEngine().request('writePredictions', table, { signal })
        await rename(draft, out)
        return { ...resultOf(transformed, out), ...(interval === null ? {} : { interval }), ...(drift === null ? {} : { drift }) }
      } catch (thrown) {
        throw placeError(thrown, out)
      } finally {
        await rm(work, { recursive: true, force: true })
        await rm(draft, { force: true })
      }
    },
  }
}

function resultOf(transformed: { readonly rows: number; readonly rejectedRows: number; readonly unseen: PredictResult['unseen']; readonly missingColumns: readonly string[] }, out: string): PredictResult {
  const { rows, rejectedRows, unseen, missingColumns } = transformed
  return { rows, out, unseen, missingColumns, rejectedRows }
}

function formatOf(out: string): PredictionFormat {
  switch (extname(out).toLowerCase()) {
    case '.parquet':
      return 'parquet'
    case '.json':
      return 'json'
    case '.csv':
      return 'csv'
    default:
      throw new CrossfadeError('invalid-argument', `${out}: predictions are written as .csv, .parquet or .json. Choose one of these endings.`)
  }
}

async function refuseFolder(out: string): Promise<void> {
  const folder = await stat(dirname(out)).catch(() => null)
  if (folder?.isDirectory() !== true) throw new CrossfadeError('file-not-found', `${dirname(out)} is not there, so nothing can be written to it. Make the folder first.`)
  const there = await stat(out).catch(() => null)
  if (there?.isDirectory() === true) throw new CrossfadeError('file-is-directory', `${out} is a folder. Name a file in it.`)
}

/** The table that is predicted is never written over, by whatever name. */
async function refuseOwnInput(path: string, out: string): Promise<void> {
  const factsOf = (one: string) => stat(one).catch(() => null)
  const [from, to] = [await factsOf(path), await factsOf(out)]
  if (from === null || to === null || from.ino !== to.ino || from.dev !== to.dev) return
  throw new CrossfadeError('invalid-argument', `${out} is the file whose rows are to be predicted, and it would be lost. Name another file with --out.`)
}
