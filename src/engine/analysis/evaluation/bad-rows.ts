import type { BadRow, BadRows } from '@shared/run/evaluation-views'
import { readScored } from './read-scored'
import type { ScoredRequest } from './read-scored'

export interface BadRowsRequest extends ScoredRequest {
  /** Only rows of this class; absent: of any. */
  readonly truth?: number | undefined
  /** Only rows predicted as this class. Equal to `truth`: rows that were right, the least sure ones first. */
  readonly predicted?: number | undefined
  readonly limit: number
}

/**
 * The rows that a run gets most wrong: classes by how sure it was of the wrong one, numbers by the size of the error.
 * Throws as readScored.
 */
export function badRows({ truth, predicted, limit, ...request }: BadRowsRequest): BadRows {
  const { outcomes, sourceRows } = readScored(request)
  const { labels } = outcomes
  const rightCell = truth !== undefined && truth === predicted
  const chosen: number[] = []
  for (let row = 0; row < labels.length; row++) {
    if (outcomes.kind === 'numbers') chosen.push(row)
    else if (
      (truth === undefined || labels[row] === truth) &&
      (predicted === undefined || outcomes.predicted[row] === predicted) &&
      (rightCell || labels[row] !== outcomes.predicted[row])
    )
      chosen.push(row)
  }
  const badness = Float64Array.from({ length: labels.length })
  for (const row of chosen) {
    badness[row] =
      outcomes.kind === 'numbers' ? Math.abs((outcomes.predicted[row] as number) - (labels[row] as number)) : (outcomes.confidence[row] as number) * (rightCell ? -1 : 1)
  }
  chosen.sort((a, b) => (badness[b] as number) - (badness[a] as number) || a - b)
  return {
    total: chosen.length,
    rows: chosen.slice(0, limit).map((row): BadRow => {
      const source = sourceRows[row] as number
      if (outcomes.kind === 'numbers') return { kind: 'number', row: source, actual: labels[row] as number, predicted: outcomes.predicted[row] as number }
      return {
        kind: 'class',
        row: source,
        truth: labels[row] as number,
        predicted: outcomes.predicted[row] as number,
        confidence: outcomes.confidence[row] as number,
        ofTruth: outcomes.probability[row] as number,
      }
    }),
  }
}
