import { join } from 'node:path'
import type { AnalysisMethods } from '@shared/engine/analysis-methods'
import type { TableSource } from '@shared/engine/data-methods'
import type { TrainerMethods } from '@shared/engine/trainer-methods'
import { CrossfadeError } from '@shared/errors'
import type { Pipeline } from '@shared/recipe/pipeline'
import type { ColumnRange } from '@shared/run/row-form'
import type { RunRecord } from '@shared/run/run-record'
import type { EngineProcess } from '../engine-process/engine-process'
import { preparedRows } from '../runs/prepared-rows'
import type { PreparedRowsOptions } from '../runs/prepared-rows'
import { readPipeline } from '../runs/read-pipeline'
import type { RunService } from '../runs/run-verbs'
import { chosenModel } from './chosen-model'
import type { ChosenModel } from './chosen-model'
import { formFields } from './form-fields'
import { HeldProcess } from './held-process'
import { intervalOf } from './interval-of'
import type { RowFormService } from './row-form-verbs'

export interface RowFormServiceOptions extends PreparedRowsOptions {
  readonly runs: RunService
  readonly analysisEngine: () => EngineProcess<AnalysisMethods>
  /** Of kind `trees`: the baseline engine, which keeps the same contract. */
  readonly startTrainer: (kind?: RunRecord['kind']) => EngineProcess<TrainerMethods>
}

interface OpenForm {
  readonly pipeline: Pipeline
  /** Null where the table cannot be read. */
  readonly source: TableSource | null
  readonly held: HeldProcess<EngineProcess<TrainerMethods>>
}

interface TrainingTable {
  readonly source: TableSource
  readonly rows: number
  readonly ranges: readonly ColumnRange[]
}

/** One model stays loaded, so that a changed cell is answered at once instead of after the start of a process. */
export function createRowFormService(options: RowFormServiceOptions): RowFormService {
  let current: OpenForm | null = null
  /** Counts openings and closings: the newest stays, whichever is done first. */
  let opening = 0

  const hold = async (kind: RunRecord['kind'], model: ChosenModel, pipeline: Pipeline): Promise<EngineProcess<TrainerMethods>> => {
    const trainer = options.startTrainer(kind)
    try {
      await trainer.request('holdModel', { modelDir: model.modelDir, ...(model.ensemble === null ? {} : { ensemble: [...model.ensemble] }), pipeline })
      return trainer
    } catch (thrown) {
      await trainer.stop()
      throw thrown
    }
  }
  const endCurrent = async () => {
    const before = current
    current = null
    await before?.held.close()
  }
  const opened = (): OpenForm => {
    if (current === null) throw new CrossfadeError('invalid-argument', 'No form is open. Open the run first.')
    return current
  }

  /** What the training rows hold; the reason where the table cannot be had. */
  const trainingTable = async (record: RunRecord, pipeline: Pipeline, signal: AbortSignal | undefined): Promise<TrainingTable | string> => {
    try {
      const { record: dataset, path } = await options.datasets.locate(record.dataset.id)
      const prepared = await preparedRows(record, options, signal)
      const source = { path, reading: dataset.reading, tmp: options.workspace.tmpDir }
      const ranges = await options.dataEngine().request('columnRanges', { ...source, pipeline, rows: join(prepared.dir, 'rows.npy'), first: prepared.split.train }, { signal })
      return { source, rows: prepared.sourceRows, ranges }
    } catch (thrown) {
      if (!(thrown instanceof CrossfadeError) || thrown.code === 'cancelled') throw thrown
      return thrown.message
    }
  }

  return {
    async open({ run: named, epoch = 'best' }, { signal, onProgress } = {}) {
      const mine = ++opening
      await endCurrent()
      const run = await options.runs.get(named)
      const model = await chosenModel(options.runs, run, epoch)
      const pipeline = await readPipeline(run.dir)
      onProgress?.({ doing: 'loading the model', share: null })
      // The process starts while the table is read.
      const held = new HeldProcess(() => hold(run.record.kind, model, pipeline))
      try {
        const table = await trainingTable(run.record, pipeline, signal)
        const interval = await intervalOf(options.analysisEngine, run, pipeline, { epoch })
        await held.ready
        if (signal?.aborted === true || mine !== opening) throw new CrossfadeError('cancelled', 'Cancelled.')
        const there = typeof table === 'string' ? null : table
        current = { pipeline, source: there?.source ?? null, held }
        const { target } = pipeline
        return {
          run: run.record.id,
          fields: formFields(pipeline, there?.ranges ?? null),
          classes: target.kind === 'classes' ? target.classes : null,
          target: target.name,
          interval,
          rows: there?.rows ?? null,
          trouble: typeof table === 'string' ? table : null,
        }
      } catch (thrown) {
        await held.close()
        throw thrown
      }
    },
    async row(row) {
      const { pipeline, source } = opened()
      if (source === null) throw new CrossfadeError('file-not-found', 'The table of the run cannot be read, so there is no row to begin from.')
      return options.dataEngine().request('formRow', { ...source, pipeline, row })
    },
    async score(rows) {
      const trainer = await opened().held.get()
      return trainer.request('scoreCells', { rows: rows.map((cells) => [...cells]) })
    },
    close: () => {
      opening += 1
      return endCurrent()
    },
  }
}
