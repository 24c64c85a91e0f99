import type { FittedColumn } from './pipeline'

/** A column of the table with the inputs made of it, which lie beside each other in features.npy. */
export interface FeatureColumn {
  readonly column: string
  readonly features: readonly string[]
  /** Place of the first of them. */
  readonly from: number
}

/** Which inputs come from which column; a column of which nothing is made is left out. */
export function featureColumns(columns: readonly FittedColumn[]): readonly FeatureColumn[] {
  const found: FeatureColumn[] = []
  let from = 0
  for (const fitted of columns) {
    const features = fitted.kind === 'numbers' ? fitted.outputs.map(({ feature }) => feature) : fitted.features
    if (features.length > 0) found.push({ column: fitted.name, features, from })
    from += features.length
  }
  return found
}
