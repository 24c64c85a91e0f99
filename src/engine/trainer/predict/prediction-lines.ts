import type { TrainerMethods } from '@shared/engine/trainer-methods'
import type { InputOf } from '@shared/engine/wire'
import { nextNames } from '@shared/run/prediction-columns'

type Wanted = Pick<InputOf<TrainerMethods['predict']>, 'target' | 'positive' | 'allScores' | 'halfWidth' | 'top'>

/** The first line of the predictions. */
export function predictionHeader({ target, allScores, top }: Wanted): string {
  if (target.kind === 'number') return 'prediction,low,high\n'
  return `${['prediction', 'score', ...nextNames(target.classes.length, top).flatMap((name) => [name, name.replace('prediction', 'score')]), ...(allScores ? target.classes : [])].map(cell).join(',')}\n`
}

/**
 * One line a row. `scores`: what the model puts out, [rows, units]; one unit on two classes is the score of the second. A regression's
 * outputs are in standard deviations of the target from its mean, as it was trained.
 */
export function predictionLines(scores: Float32Array, rows: number, wanted: Wanted): string {
  const units = scores.length / Math.max(1, rows)
  let text = ''
  for (let row = 0; row < rows; row++) text += line(scores.subarray(row * units, (row + 1) * units), wanted)
  return text
}

function line(output: Float32Array, { target, positive, allScores, halfWidth, top = 1 }: Wanted): string {
  if (target.kind === 'number') {
    const prediction = (output[0] ?? NaN) * target.std + target.mean
    return `${number(prediction)},${halfWidth === null ? ',' : `${number(prediction - halfWidth)},${number(prediction + halfWidth)}`}\n`
  }
  const { classes } = target
  const scores = output.length === classes.length ? output : Float32Array.of(1 - (output[0] ?? NaN), output[0] ?? NaN)
  const { index, threshold } = positive
  const chosen = classes.length > 2 || threshold === null ? argmax(scores) : (scores[index] ?? 0) >= threshold ? index : 1 - index
  const cells = [chosen, ...othersByScore(scores, chosen, top - 1)].flatMap((place) => [cell(classes[place] ?? ''), number(scores[place] ?? NaN)])
  return `${[...cells, ...(allScores ? Array.from(scores, number) : [])].join(',')}\n`
}

/** The likeliest of the classes that were not chosen; the first of equals comes first. */
function othersByScore(scores: Float32Array, chosen: number, count: number): number[] {
  if (count <= 0) return []
  return Array.from(scores.keys()).filter((place) => place !== chosen).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b).slice(0, count)
}

/** The first of equals, as in the evaluation. */
function argmax(scores: Float32Array): number {
  let best = 0
  for (let i = 1; i < scores.length; i++) if ((scores[i] ?? -Infinity) > (scores[best] ?? -Infinity)) best = i
  return best
}

/** Nine significant digits keep a float32; what is no number is an empty cell. */
const number = (value: number): string => (Number.isFinite(value) ? String(Number(value.toPrecision(9))) : '')

/** A CSV cell (RFC 4180). */
const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text)
