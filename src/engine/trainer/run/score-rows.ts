import type { Recipe } from '@shared/recipe/recipe'
import { ClassificationTally } from '@shared/metrics/classification-tally'
import type { PositiveClass } from '@shared/metrics/classification-tally'
import { RegressionTally } from '@shared/metrics/regression-tally'
import type { Tally, TallyState } from '@shared/metrics/row-report'
import type { StepProgram } from '../programs/step-program'
import { breathe } from './chunk-size'
import type { DataPart, PreparedData } from './prepared-data'

/** An empty tally for the task at hand, or one that goes on from `state`. */
export function newTally(task: Recipe['task'], data: PreparedData, positive: PositiveClass, state?: TallyState): Tally {
  if (task === 'classification') return new ClassificationTally(data.classes, positive, state)
  return new RegressionTally(data.target.kind === 'number' ? data.target.std : 1, state)
}

/**
 * Scores a part of the rows block by block, letting messages in between. `each` gets every block as it comes.
 * Answers false when `goOn` said no before the end.
 */
export async function scoreRows(
  program: Pick<StepProgram, 'scoreRows' | 'score'>,
  part: DataPart,
  inputs: number,
  averaged: boolean,
  each: (report: Float32Array, labels: Float32Array, values: Float32Array, from: number) => void,
  goOn: () => boolean = () => true,
): Promise<boolean> {
  for (let from = 0; from < part.rows; from += program.scoreRows) {
    if (!goOn()) return false
    const to = Math.min(part.rows, from + program.scoreRows)
    const labels = part.labels.subarray(from, to)
    const { report, values } = program.score(part.features.subarray(from * inputs, to * inputs), labels, averaged)
    each(report, labels, values, from)
    await breathe()
  }
  return true
}
