import { createRandom } from '@shared/maths/random'
import type { ChoiceOptimism } from '@shared/study/report'
import { rowValues } from './row-values'

export interface OptimismInput {
  /** The run folders of each combination, one a seed; the best combination by validation first. */
  readonly combinations: readonly (readonly string[])[]
  /** What each combination is ranked by. */
  readonly objectives?: readonly number[]
  readonly metric: string
  readonly direction: 'min' | 'max'
  readonly seed: number
}

const resamples = 500
const fewest = 10
/** Combinations far behind the winner are never chosen, on whatever rows. */
const most = 100

export type OptimismAnswer = { readonly kind: 'found'; readonly optimism: ChoiceOptimism } | { readonly kind: 'none'; readonly reason: string }

const meansOverRows: readonly string[] = ['accuracy', 'top5', 'loss', 'logLoss', 'mae']

/**
 * See ChoiceOptimism. For metrics that are a mean over rows: accuracy, top 5, loss and log loss, and mean absolute error of numbers. Of a
 * combination that was tried with several seeds each row counts with its mean over them, as the ranking does.
 */
export function choiceOptimism({ combinations, objectives = [], metric, direction, seed }: OptimismInput): OptimismAnswer {
  if (!meansOverRows.includes(metric)) {
    return { kind: 'none', reason: `It is worked out for ${meansOverRows.slice(0, -1).join(', ')} and ${meansOverRows[meansOverRows.length - 1] ?? ''}, which are means over rows; not for ${metric}.` }
  }
  let rowsOfFirst: ArrayLike<number> | null = null
  const trials: Float32Array[] = []
  for (const [place, dirs] of combinations.slice(0, most).entries()) {
    const ofSeeds = dirs.flatMap((dir) => rowValues(dir, metric) ?? [])
    for (const { rows } of ofSeeds) {
      rowsOfFirst ??= rows
      // Trials of other validation rows (folds, another recipe) cannot be resampled together.
      if (!sameRows(rowsOfFirst, rows)) return { kind: 'none', reason: 'The trials were validated on different rows.' }
    }
    const [first] = ofSeeds
    if (first === undefined) continue
    const values = first.values.map((_, row) => ofSeeds.reduce((sum, one) => sum + (one.values[row] ?? NaN), 0) / ofSeeds.length)
    const [found, ranked] = [mean(values), objectives[place]]
    if (ranked !== undefined && Number.isFinite(found) && Math.abs(found - ranked) > tolerance(metric, ranked, values.length)) {
      return { kind: 'none', reason: `By the scores that were kept, ${metric} of one of the best combinations is ${found.toPrecision(4)}, and it is ranked by ${ranked.toPrecision(4)}.` }
    }
    // Scores that are no numbers win nothing.
    if (values.length === 0 || Number.isFinite(mean(values))) trials.push(values)
  }
  const [winner] = trials
  if (winner === undefined || trials.length < 2) return { kind: 'none', reason: 'Fewer than two combinations have kept their validation scores.' }
  const rows = winner.length
  // Of a few rows nearly every resample leaves none out, or none worth the name.
  if (rows < fewest) return { kind: 'none', reason: `There ${rows === 1 ? 'is 1 validation row' : `are ${rows} validation rows`}, and ${fewest} are needed to resample them.` }
  const random = createRandom(seed)
  const sign = direction === 'max' ? 1 : -1
  const drawn = new Int32Array(rows)
  const outside: number[] = []
  for (let resample = 0; resample < resamples; resample++) {
    drawn.fill(0)
    for (let i = 0; i < rows; i++) {
      const row = random.below(rows)
      drawn[row] = (drawn[row] ?? 0) + 1
    }
    let best = { inside: -Infinity, outside: NaN }
    for (const values of trials) {
      let [inside, out, left] = [0, 0, 0]
      for (let row = 0; row < rows; row++) {
        const times = drawn[row] as number
        const value = values[row] as number
        if (times === 0) {
          out += value
          left++
        } else inside += times * value
      }
      const score = (sign * inside) / rows
      if (score > best.inside && left > 0) best = { inside: score, outside: out / left }
    }
    if (Number.isFinite(best.outside)) outside.push(best.outside)
  }
  if (outside.length === 0) return { kind: 'none', reason: 'No resample of the validation rows leaves any of them out.' }
  outside.sort((a, b) => a - b)
  const corrected = outside.reduce((sum, value) => sum + value, 0) / outside.length
  const value = Math.max(...trials.map((values) => sign * mean(values))) * sign
  const at = (share: number) => outside[Math.min(outside.length - 1, Math.floor(share * outside.length))] ?? corrected
  const interval = [at(0.025), at(0.975)] as const
  // Such as a winner that makes no mistake: new rows may well show one.
  if (interval[0] === interval[1]) return { kind: 'none', reason: `Nearly all resamples of the ${rows} validation rows come to the same, so they do not tell what to expect of others.` }
  return {
    kind: 'found',
    optimism: { method: 'bootstrap-bias-correction', metric, value, corrected, interval, optimism: sign * (value - corrected), outOf: combinations.length, rows, resamples: outside.length },
  }
}

const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length

const sameRows = (a: ArrayLike<number>, b: ArrayLike<number>): boolean => {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** A row or two may fall on the other side where two classes score alike; scores are rounded to float32. */
const tolerance = (metric: string, ranked: number, rows: number): number => (metric === 'accuracy' || metric === 'top5' ? 2 / rows : 1e-4 + 0.01 * Math.abs(ranked))
