import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { lookAtRun, outcomesOf } from '../compare/load-run'
import { CompareMemory } from '../compare/memory'
import { logLosses } from '../compare/outcomes'
import type { Outcomes } from '../compare/outcomes'
import { readRunFolder } from '../compare/read-scored-run'
import { targetUnit } from '../compare/row-losses'

export interface RowValues {
  readonly values: Float32Array
  /** Numbers of the rows in the source file. */
  readonly rows: Int32Array
}

/**
 * A metric that is a mean over rows, for each validation row, as the run itself was measured: by its positive class and threshold, and with
 * its own loss. Null where the run has kept no scores, or has no such metric.
 */
export function rowValues(dir: string, metric: string): RowValues | null {
  // Deleted since.
  if (!existsSync(join(dir, 'run.json'))) return null
  const folder = readRunFolder(dir)
  const run = lookAtRun(folder, 'validation')
  if (run.rows === null) return null
  const values = ofRows(outcomesOf(run, run.rows, new CompareMemory()), metric, folder.record.experiment.training.loss, () => targetUnit(dir))
  return values === null ? null : { values, rows: run.rows.sourceRows }
}

function ofRows(outcomes: Outcomes, metric: string, loss: string, unit: () => number | null): Float32Array | null {
  if (metric === 'loss' && outcomes.losses) return Float32Array.from(outcomes.losses)
  if (outcomes.kind === 'classes') {
    const { labels, predicted, above } = outcomes
    switch (metric) {
      case 'accuracy':
        return Float32Array.from(labels, (label, row) => (predicted[row] === label ? 1 : 0))
      case 'top5':
        return Float32Array.from(above, (better) => (better < 5 ? 1 : 0))
      case 'loss':
        return loss === 'sparse-categorical-cross-entropy' ? Float32Array.from(logLosses(outcomes)) : null
      default:
        return metric === 'logLoss' ? Float32Array.from(logLosses(outcomes)) : null
    }
  }
  const gap = (row: number) => (outcomes.predicted[row] ?? NaN) - (outcomes.labels[row] ?? NaN)
  if (metric === 'mae') return outcomes.labels.map((_, row) => Math.abs(gap(row)))
  if (metric !== 'loss' || (loss !== 'mean-squared-error' && loss !== 'mean-absolute-error')) return null
  // A regression is trained on the standardised target, so its loss is in that unit.
  const scale = unit()
  return scale === null ? null : outcomes.labels.map((_, row) => (loss === 'mean-squared-error' ? (gap(row) / scale) ** 2 : Math.abs(gap(row) / scale)))
}
