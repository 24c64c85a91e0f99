import { CrossfadeError } from '@shared/errors'
import type { Pipeline } from '@shared/recipe/pipeline'
import { parseRecords } from '../../data/file/parse-records'

/** Predictions as a table: what is predicted of each row, and the numbers behind it. */
export interface Predictions {
  /** Names of the classes; null for a regression. */
  readonly labels: readonly string[] | null
  /** One list a row: a score for each class, or the predicted number. */
  readonly scores: readonly (readonly number[])[]
}

/** Reads a CSV as the trainer's `predict` writes it with all scores. */
export function parsePredictions(text: string, target: Pipeline['target']): Predictions {
  const [header = [], ...records] = parseRecords(text, ',', '"', Infinity)
  if (target.kind === 'number') return { labels: null, scores: records.map((record) => [asNumber(record[0])]) }
  const expected = ['prediction', 'score', ...target.classes]
  if (header.join('\n') !== expected.join('\n')) throw differs(`the classes of the predictions are ${header.slice(2).join(', ')}`)
  return { labels: records.map((record) => record[0] ?? ''), scores: records.map((record) => record.slice(2).map(asNumber)) }
}

const asNumber = (cell: string | undefined): number => (cell === undefined || cell.trim() === '' ? NaN : Number(cell))

/** As many digits as float32 has. */
const asTold = (score: number): string => String(Number(score.toPrecision(7)))

const differs = (what: string): CrossfadeError => new CrossfadeError('export-differs', `The export does not predict what the run predicts: ${what}. Nothing was kept of it.`)

/** Largest difference between scores that float32 sums in another order explain; in units of the scale of the output. */
export const tolerance = 1e-4

/**
 * The largest difference between two lists of predictions. Throws `export-differs` where one is larger than rounding explains, or where
 * another class is predicted and the scores are not tied. A number is measured by the target's standard deviation.
 */
export function comparePredictions(run: Predictions, exported: Predictions, target: Pipeline['target']): number {
  if (run.scores.length !== exported.scores.length) throw differs(`it has ${exported.scores.length} predictions for ${run.scores.length} rows`)
  const scale = target.kind === 'number' ? target.std : 1
  let largest = 0
  run.scores.forEach((scores, row) => {
    const others = exported.scores[row] ?? []
    if (scores.length !== others.length) throw differs(`row ${row + 1} has ${others.length} scores instead of ${scores.length}`)
    scores.forEach((score, place) => {
      const other = others[place] ?? NaN
      const difference = Math.abs(score - other)
      const size = Math.max(scale, target.kind === 'number' ? Math.abs(score - target.mean) : Math.abs(score))
      // Both may have overflowed to the same: nothing is no difference.
      const same = Number.isNaN(score) && Number.isNaN(other)
      if (!same && !(difference <= tolerance * size)) throw differs(`row ${row + 1} scores ${asTold(other)} instead of ${asTold(score)}`)
      if (!same && difference > largest) largest = difference
    })
    const label = run.labels?.[row]
    const other = exported.labels?.[row]
    if (label !== other && !tied(scores)) throw differs(`row ${row + 1} is predicted as ${String(other)} instead of ${String(label)}`)
  })
  return largest
}

/** Whether rounding decides which class wins: the two highest scores, or a score and a threshold, are that near. */
function tied(scores: readonly number[]): boolean {
  const [first = NaN, second = NaN] = [...scores].sort((a, b) => b - a)
  return !(first - second > 2 * tolerance)
}
