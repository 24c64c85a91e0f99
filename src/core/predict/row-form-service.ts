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
import type { RunService } from '../runs/run-verbs'
import { chosenModel } from './chosen-model'
import { formFields } from './form-fields'
import { HeldModels } from './held-models'
import { intervalOf } from './interval-of'
import { joinedColumns } from './joined-columns'
import type { RowFormService } from './row-form-verbs'

export interface RowFormServiceOptions extends PreparedRowsOptions {
  readonly runs: RunService
  readonly analysisEngine: () => EngineProcess<AnalysisMethods>
  /** Of kind `trees`: the baseline engine, which keeps the same contract. */
  readonly startTrainer: (kind?: RunRecord['kind']) => EngineProcess<TrainerMethods>
}

interface OpenForm {
  /** Of all members, with the columns of each. */
  readonly pipeline: Pipeline
  /** Null where the table cannot be read. */
  readonly source: TableSource | null
  readonly held: HeldModels
  /** Where the cells of each group of models lie in a row of the form. */
  readonly places: readonly (readonly number[])[]
}

interface TrainingTable {
  readonly source: TableSource
  readonly rows: number
  readonly ranges: readonly ColumnRange[]
}

/** A model stays loaded, so that a changed cell is answered at once instead of after the start of a process. */
export function createRowFormService(options: RowFormServiceOptions): RowFormService {
  let current: OpenForm | null = null
  /** Counts openings and closings: the newest stays, whichever is done first. */
  let opening = 0

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
      const { columns, places } = joinedColumns(model.groups.map((group) => group.pipeline))
      const pipeline = { ...model.groups[0].pipeline, columns: [...columns] }
      onProgress?.({ doing: 'loading the model', share: null })
      // The processes start while the table is read.
      const held = new HeldModels(model, options.startTrainer)
      try {
        const table = await trainingTable(model.groups[0].run.record, pipeline, signal)
        const interval = await intervalOf(options.analysisEngine, run, pipeline, { epoch })
        await held.ready()
        if (signal?.aborted === true || mine !== opening) throw new CrossfadeError('cancelled', 'Cancelled.')
        const there = typeof table === 'string' ? null : table
        current = { pipeline, source: there?.source ?? null, held, places }
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
      const { held, places } = opened()
      return held.score(rows, places)
    },
    close: () => {
      opening += 1
      return endCurrent()
    },
  }
}
