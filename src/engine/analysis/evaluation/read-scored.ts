import { basename } from 'node:path'
import type { ComparedPart } from '@shared/compare/comparison'
import { CrossfadeError } from '@shared/errors'
import { probabilities } from '@shared/metrics/probabilities'
import type { RunRecord } from '@shared/run/run-record'
import { classOutcomes, positiveOf } from '../compare/outcomes'
import type { Outcomes } from '../compare/outcomes'
import { readPartRows, readRunFolder, readScores } from '../compare/read-scored-run'

export interface ScoredRequest {
  /** Of the run. */
  readonly dir: string
  readonly part: ComparedPart
}

export interface ScoredRun {
  readonly record: RunRecord
  /** In label order; empty for a regression. */
  readonly classes: readonly string[]
  /** Probabilities [rows, classes], or predictions [rows]. */
  readonly shares: Float32Array
  readonly outcomes: Outcomes
  /** 0-based numbers of the rows in the file. */
  readonly sourceRows: Int32Array
  /** Which rows belong together; null where each stands for itself. */
  readonly keys: Int32Array | null
  /** The training loss as the evaluation has it; null where it has none. */
  readonly loss: number | null
}

/** A run's part with its scores. Throws `run-not-found`, `run-unreadable`, `not-available` while the part is unscored. */
export function readScored({ dir, part }: ScoredRequest): ScoredRun {
  const { record, evaluation, outdated } = readRunFolder(dir)
  const rows = outdated.includes(part) ? null : readPartRows(dir, part)
  if (rows === null) throw new CrossfadeError('not-available', `${basename(dir)} has no scores of its ${part} rows. Score them first.`)
  const { labels, sourceRows, keys } = rows
  const read = readScores(dir, part, labels.length)
  const classes = evaluation?.classes ?? []
  const loss = evaluation?.[part]?.metrics['loss']?.value ?? null
  if (record.experiment.recipe.task === 'regression') {
    const outcomes: Outcomes = { kind: 'numbers', labels: Float32Array.from(labels), predicted: read.scores }
    return { record, classes, shares: read.scores, outcomes, sourceRows, keys, loss }
  }
  // The mean of several models is kept as probabilities, whatever their outputs were.
  const shares = probabilities(read.scores, read.columns, record.kind === 'ensemble' ? 'softmax' : record.experiment.model.output.activation)
  return { record, classes, shares, outcomes: classOutcomes(shares, read.columns, labels, positiveOf(record, classes)), sourceRows, keys, loss }
}

/** The scores of one class out of [rows, classes]. */
export function columnOf(scores: Float32Array, classes: number, which: number): Float32Array {
  const column = new Float32Array(scores.length / classes)
  for (let row = 0, at = which; row < column.length; row++, at += classes) column[row] = scores[at] as number
  return column
}

/** 1 for rows of the class, 0 for others. */
export const isOf = (labels: Int32Array, which: number): Uint8Array => Uint8Array.from(labels, (label) => (label === which ? 1 : 0))
