import type { DataMethods, PreparedSummary } from '@shared/engine/data-methods'
import { CrossfadeError } from '@shared/errors'
import type { RunRecord } from '@shared/run/run-record'
import type { Datasets } from '../datasets/dataset-service'
import type { EngineProcess } from '../engine-process/engine-process'
import type { Workspace } from '../workspace/workspace'
import { locateTestFile } from './test-file'

export interface PreparedRowsOptions {
  readonly workspace: Workspace
  readonly datasets: Datasets
  readonly dataEngine: () => EngineProcess<DataMethods>
}

/**
 * The prepared rows of a run: from the cache, or made anew from its file. A run that was prepared before must get the rows it had:
 * throws `file-changed` when they are split in another way, `file-not-found` when the file is nowhere.
 */
export async function preparedRows(record: RunRecord, options: PreparedRowsOptions, signal?: AbortSignal): Promise<PreparedSummary> {
  const { record: dataset, path } = await options.datasets.locate(record.dataset.id)
  const { recipe } = record.experiment
  const { testFile } = recipe.split
  const located = testFile === undefined ? undefined : await locateTestFile(testFile, record.dataset.testFile, options.workspace)
  const prepared = await options.dataEngine().request(
    'prepare',
    {
      path,
      reading: dataset.reading,
      tmp: options.workspace.tmpDir,
      sha256: dataset.sha256,
      recipe: located === undefined ? recipe : { ...recipe, split: { ...recipe.split, testFile: located } },
      cache: options.workspace.preparedDir,
      // The table may be read from its Parquet copy; the file with the test rows is as it was.
      ...(located === undefined ? {} : { testReading: (await options.datasets.get(record.dataset.id)).reading }),
    },
    { signal },
  )
  if (record.split !== null && record.split.hash !== prepared.split.hash) {
    throw new CrossfadeError('file-changed', 'The rows are no longer split as they were when this run began, so it cannot go on. Train a new run.')
  }
  return prepared
}
