import type { Candidate } from '@shared/compare/comparability'
import type { ComparedPart, ComparedRun } from '@shared/compare/comparison'
import { classOutcomes, positiveOf, probabilities } from './outcomes'
import type { Outcomes } from './outcomes'
import { fingerprint, readScoredPart } from './read-scored-run'
import type { RunFolder } from './read-scored-run'

/** The scores of a run's part as outcomes by row, and the sums that a mean of models is made of. */
export interface LoadedRun {
  readonly folder: RunFolder
  readonly candidate: Candidate
  readonly head: ComparedRun
  /** Null where the part is unscored. */
  readonly scored: {
    readonly outcomes: Outcomes
    readonly sourceRows: Int32Array
    readonly keys: Int32Array | null
    /** Probabilities [rows, classes] or predictions [rows]: large, so only for as long as they are needed. */
    readonly takeScores: () => Float32Array
  } | null
}

/** Reads the scores of one part of a run. Throws `run-unreadable`. */
export function loadRun(folder: RunFolder, part: ComparedPart): LoadedRun {
  const { record, evaluation, name } = folder
  const scores = readScoredPart(folder.dir, part)
  const classes = evaluation?.classes ?? []
  return {
    folder,
    candidate: { name, record, classes, scoredRows: scores === null ? null : fingerprint(scores) },
    head: {
      id: record.id,
      name,
      kind: record.kind,
      status: record.status,
      created: record.created,
      epochs: record.epochs,
      scoredEpoch: evaluation?.[part]?.epoch ?? null,
      parameters: record.parameters?.total ?? null,
      medianEpochMs: record.timing.medianEpochMs,
      trainMs: record.timing.trainMs,
      seed: record.experiment.training.seed,
    },
    scored: scores === null ? null : outcomesOf(scores, folder, classes),
  }
}

function outcomesOf(scores: NonNullable<ReturnType<typeof readScoredPart>>, { record }: RunFolder, classes: readonly string[]): LoadedRun['scored'] {
  const { sourceRows, keys, labels } = scores
  if (record.experiment.recipe.task === 'regression') {
    const outcomes: Outcomes = { kind: 'numbers', labels: Float32Array.from(labels), predicted: scores.scores }
    return { outcomes, sourceRows, keys, takeScores: () => scores.scores }
  }
  const shares = probabilities(scores, record.experiment.model.output.activation)
  const outcomes = classOutcomes(shares, scores.columns, labels, positiveOf(record, classes))
  return { outcomes, sourceRows, keys, takeScores: () => shares }
}
