import { open } from 'node:fs/promises'
import type { AnalysisMethods } from '@shared/engine/analysis-methods'
import type { InputOf } from '@shared/engine/wire'
import { npyHeader } from '@shared/npy'
import { featureColumns } from '@shared/recipe/feature-columns'
import { readFittedColumns } from '../../trainer/importance/importance-of-columns'
import { seededOrders, takeColumns } from '../../trainer/importance/shuffle-columns'
import { readPrepared } from '../../trainer/run/prepared-data'

/** See the declaration of `shuffledRows`. */
export async function shuffledRows({ preparedDir, part: name, column, place, seed, from, count, out }: InputOf<AnalysisMethods['shuffledRows']>): Promise<{ readonly rows: number }> {
  const data = await readPrepared(preparedDir)
  const { inputs } = data
  const part = data[name]
  // A preparation that does not use the column has its rows as they are.
  const own = featureColumns(readFittedColumns(preparedDir)).find((one) => one.column === column)
  const orderOf = seededOrders(seed, part.rows)
  const features = part.features.slice()
  const file = await open(out, 'w')
  try {
    await file.writeFile(npyHeader('float32', [part.rows * count, inputs]))
    for (let repeat = from; repeat < from + count; repeat++) {
      if (own !== undefined) takeColumns(features, { features: part.features, rows: part.rows, inputs }, orderOf(place, repeat), own.from, own.features.length)
      await file.writeFile(new Uint8Array(features.buffer, features.byteOffset, features.byteLength))
    }
  } finally {
    await file.close()
  }
  return { rows: part.rows }
}
