import { join } from 'node:path'
import type { AnalysisMethods } from '@shared/engine/analysis-methods'
import type { TransformedRows } from '@shared/engine/data-methods'
import { ownValue } from '@shared/recipe/own-value'
import type { FittedColumn, Pipeline } from '@shared/recipe/pipeline'
import type { ColumnDrift, DriftReport } from '@shared/run/drift'
import type { RunDetail } from '@shared/run/run-detail'
import type { EngineProcess } from '../engine-process/engine-process'
import { preparedRows } from '../runs/prepared-rows'
import type { PreparedRowsOptions } from '../runs/prepared-rows'
import type { PredictOptions } from './predict-verbs'

export interface DriftOptions extends PreparedRowsOptions {
  readonly analysisEngine: () => EngineProcess<AnalysisMethods>
}

/** How new rows differ from the training rows of a run, column by column. The run's table must be there: what it was trained on is in it. */
export async function driftOf(options: DriftOptions, { record }: RunDetail, pipeline: Pipeline, incoming: string, transformed: TransformedRows, { signal, onProgress }: PredictOptions): Promise<DriftReport> {
  const prepared = await preparedRows(record, options, signal)
  let place = 0
  const columns = pipeline.columns.map((fitted) => {
    const inputs = fitted.kind === 'numbers' ? fitted.outputs.map(({ feature }) => feature) : fitted.features
    const features = inputs.map((_, i) => place + i)
    place += inputs.length
    const unseen = transformed.unseen.find(({ column }) => column === fitted.name)?.rows ?? 0
    return { column: fitted.name, kind: fitted.kind === 'one-hot' ? ('categories' as const) : ('numbers' as const), features, names: namesOf(fitted, inputs), unseen }
  })
  const found = await options.analysisEngine().request(
    'drift',
    { training: join(prepared.dir, 'features.npy'), trainingRows: prepared.split.train, incoming, columns: columns.filter(({ features }) => features.length > 0) },
    { signal, onEvent: ({ done, of }) => onProgress?.({ doing: 'holding the rows against the training rows', share: done / of }) },
  )
  return { rows: transformed.rows, trainingRows: prepared.split.train, columns: found.map((one) => inOwnValues(one, pipeline)), missingColumns: transformed.missingColumns }
}

function namesOf(fitted: FittedColumn, inputs: readonly string[]): string[] {
  if (fitted.kind !== 'one-hot') return [...inputs]
  return [...fitted.categories, ...(fitted.missing ? ['missing'] : []), ...(fitted.other ? ['other'] : [])]
}

/** The edges of its bins as values of the column, where the steps that made the input can be undone. */
function inOwnValues(one: ColumnDrift, { columns }: Pipeline): ColumnDrift {
  const { shape } = one
  const fitted = columns.find(({ name }) => name === one.column)
  if (shape.kind !== 'numbers' || fitted?.kind !== 'numbers') return one
  const output = fitted.outputs.find(({ feature }) => feature === shape.input)
  if (output?.source.kind !== 'value' && !(output?.source.kind === 'part' && output.source.part === 'time')) return one
  const edges = shape.edges.map((edge) => ownValue(edge, output.operations))
  return edges.some((edge) => edge === null) ? one : { ...one, shape: { ...shape, own: true, edges: edges.map((edge) => edge ?? 0) } }
}
