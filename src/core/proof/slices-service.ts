import { join } from 'node:path'
import type { AnalysisMethods } from '@shared/engine/analysis-methods'
import type { DataMethods } from '@shared/engine/data-methods'
import { givenType } from '@shared/recipe/given-type'
import { sliceDefaults } from '@shared/run/slices'
import type { RunService } from '../runs/run-verbs'
import type { EvaluateService, SlicesRequest } from './proof-verbs'
import type { Datasets } from '../datasets/dataset-service'
import type { EngineProcess } from '../engine-process/engine-process'
import { locateTestFile } from '../runs/test-file'
import { inScratchFolder } from '../workspace/scratch-folder'
import type { Workspace } from '../workspace/workspace'

export interface SlicesServiceOptions {
  readonly workspace: Workspace
  readonly datasets: Datasets
  readonly runs: RunService
  readonly dataEngine: () => EngineProcess<DataMethods>
  readonly analysisEngine: () => EngineProcess<AnalysisMethods>
  /** Scores rows that were left unscored, and records it. */
  readonly evaluate: EvaluateService['evaluate']
}

const resamples = 2000
const seed = 42

/** Metrics of a run by the values of a column of its table, used for training or not. */
export function createSlicesService(options: SlicesServiceOptions): Pick<EvaluateService, 'slices'> {
  return {
    async slices({ run: named, on, column, bins = sliceDefaults.bins }: SlicesRequest, { signal } = {}) {
      const { run } = await options.evaluate({ run: named, on })
      const { dir, record } = await options.runs.get(run)
      const { record: dataset, path } = await options.datasets.locate(record.dataset.id)
      const { split } = record.experiment.recipe
      const { testFile } = split
      // Rows of a test file are numbered after those of the table.
      const own = on === 'test' && testFile !== undefined ? await locateTestFile(testFile, record.dataset.testFile, options.workspace) : null
      const type = givenType(record.experiment.recipe, column)
      return inScratchFolder(options.workspace, 'slices', async (work) => {
        const codes = join(work, 'codes.npy')
        const asked = {
          path: own ?? path,
          // The table may be read from its Parquet copy; the file with the test rows is as it was.
          reading: own === null ? dataset.reading : (await options.datasets.get(record.dataset.id)).reading,
          tmp: options.workspace.tmpDir,
          column,
          ...(type === undefined ? {} : { type }),
          rows: join(dir, 'scores', `${on}-rows.npy`),
          firstRow: own === null ? 0 : dataset.rows,
          beside: own !== null,
          out: codes,
          bins,
          most: sliceDefaults.most,
        }
        const { read, slices } = await options.dataEngine().request('sliceColumn', asked, { signal })
        const measured = await options.analysisEngine().request('slices', { dir, on, codes, slices: [...slices], resamples, seed }, { signal })
        return { run, on, column, read, ...measured }
      })
    },
  }
}
