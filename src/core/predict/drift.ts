import { join } from 'node:path'
import type { AnalysisMethods } from '@shared/engine/analysis-methods'
import type { TransformedRows } from '@shared/engine/data-methods'
import type { Pipeline } from '@shared/recipe/pipeline'
import type { DriftReport } from '@shared/run/drift'
import type { RunDetail } from '@shared/run/run-detail'
import type { EngineProcess } from '../engine-process/engine-process'
import { preparedRows } from '../runs/prepared-rows'
import type { PreparedRowsOptions } from '../runs/prepared-rows'

export interface DriftOptions extends PreparedRowsOptions {
  readonly analysisEngine: () => EngineProcess<AnalysisMethods>
}

/** How new rows differ from the training rows of a run, column by column. The run's table must be there: what it was trained on is in it. */
export async function driftOf(options: DriftOptions, { record }: RunDetail, pipeline: Pipeline, incoming: string, transformed: TransformedRows, signal: AbortSignal | undefined): Promise<DriftReport> {
  const prepared = await preparedRows(record, options, signal)
  let place = 0
  const columns = pipeline.columns.map((fitted) => {
    const names = fitted.kind === 'numbers' ? fitted.outputs.map(({ feature }) => feature) : fitted.features
    const features = names.map((_, i) => place + i)
    place += names.length
    const unseen = transformed.unseen.find(({ column }) => column === fitted.name)?.rows ?? 0
    return { column: fitted.name, kind: fitted.kind === 'one-hot' ? ('categories' as const) : ('numbers' as const), features, unseen }
  })
  const found = await options.analysisEngine().request(
    'drift',
    { training: join(prepared.dir, 'features.npy'), trainingRows: prepared.split.train, incoming, columns: columns.filter(({ features }) => features.length > 0) },
    { signal },
  )
  return { rows: transformed.rows, trainingRows: prepared.split.train, columns: found, missingColumns: transformed.missingColumns }
}
