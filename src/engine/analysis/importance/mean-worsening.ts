import type { AnalysisMethods } from '@shared/engine/analysis-methods'
import type { InputOf } from '@shared/engine/wire'
import { CrossfadeError } from '@shared/errors'
import type { MeanWorsening } from '@shared/run/importance'
import { rowReports } from '../../baseline/row-reports'
import { metricsOfPart } from '../../trainer/importance/importance-of-columns'
import { classQuantities, mean, numberQuantities, worsening } from '../../trainer/importance/worsening'
import type { RowQuantities } from '../../trainer/importance/worsening'
import { RowsOfFile } from '../../trainer/predict/feature-blocks'
import { readPrepared } from '../../trainer/run/prepared-data'
import { positiveOf } from '../compare/outcomes'

/** See the declaration of `meanWorsening`. */
export async function meanWorsening({ preparedDir, part: name, record, models, before, shuffled }: InputOf<AnalysisMethods['meanWorsening']>): Promise<MeanWorsening> {
  const data = await readPrepared(preparedDir)
  const part = data[name]
  const positive = positiveOf(record, data.about.classes)
  const quantities = (sums: Float32Array): RowQuantities => {
    const report = rowReports(sums.map((sum) => sum / models), part.labels, data.classes)
    return data.target.kind === 'classes' ? classQuantities(report, part.labels, data.classes, positive) : numberQuantities(report, part.labels)
  }
  const [own] = await quantitiesIn(before, part.rows, quantities)
  if (own === undefined) throw new CrossfadeError('internal', `${before} holds no scores.`)
  const others: RowQuantities[] = []
  for (const path of shuffled) others.push(...(await quantitiesIn(path, part.rows, quantities)))
  const metrics = metricsOfPart(data, name)
  return {
    rows: part.rows,
    baseline: Object.fromEntries(metrics.map(({ name: metric, quantity, value }) => [metric, value(mean(own[quantity] ?? new Float64Array(0)))])),
    worse: others.length === 0 ? {} : Object.fromEntries(metrics.map((metric) => [metric.name, worsening(metric, own, others, part.keys)])),
  }
}

/** One for each time that the rows of the part stand in the file. */
async function quantitiesIn(path: string, rows: number, of: (sums: Float32Array) => RowQuantities): Promise<readonly RowQuantities[]> {
  const file = await RowsOfFile.open(path)
  try {
    if (file.rows % rows !== 0) throw new CrossfadeError('internal', `${path} holds ${file.rows} rows, which is no multiple of ${rows}.`)
    const found: RowQuantities[] = []
    for (let from = 0; from < file.rows; from += rows) found.push(of(await file.read(from, rows)))
    return found
  } finally {
    await file.close()
  }
}
