import { join } from 'node:path'
import { createRandom } from '@shared/maths/random'
import type { ChoiceOptimism } from '@shared/study/report'
import { readNpy } from '../compare/read-npy'

export interface OptimismInput {
  /** The run folders of each combination, one a seed; the best combination by validation first. */
  readonly combinations: readonly (readonly string[])[]
  readonly metric: string
  readonly direction: 'min' | 'max'
  readonly seed: number
}

const resamples = 500
const fewest = 10
/** Combinations far behind the winner are never chosen, on whatever rows. */
const most = 100

export type OptimismAnswer = { readonly kind: 'found'; readonly optimism: ChoiceOptimism } | { readonly kind: 'none'; readonly reason: string }

/**
 * See ChoiceOptimism. For metrics that are a mean over rows: accuracy and log loss, and mean absolute error of numbers. Of a combination that
 * was tried with several seeds each row counts with its mean over them, as the ranking does.
 */
export function choiceOptimism({ combinations, metric, direction, seed }: OptimismInput): OptimismAnswer {
  if (metric !== 'accuracy' && metric !== 'logLoss' && metric !== 'mae') {
    return { kind: 'none', reason: `It is worked out for accuracy, logLoss and mae, which are means over rows; not for ${metric}.` }
  }
  let rowsOfFirst: ArrayLike<number> | null = null
  const trials: Float32Array[] = []
  for (const dirs of combinations.slice(0, most)) {
    const ofSeeds = dirs.flatMap((dir) => rowValues(dir, metric) ?? [])
    for (const { rows } of ofSeeds) {
      rowsOfFirst ??= rows
      // Trials of other validation rows (folds, another recipe) cannot be resampled together.
      if (!sameRows(rowsOfFirst, rows)) return { kind: 'none', reason: 'The trials were validated on different rows.' }
    }
    const [first] = ofSeeds
    if (first === undefined) continue
    const values = first.values.map((_, row) => ofSeeds.reduce((sum, one) => sum + (one.values[row] ?? NaN), 0) / ofSeeds.length)
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
  return {
    kind: 'found',
    optimism: { method: 'bootstrap-bias-correction', metric, value, corrected, interval: [at(0.025), at(0.975)], optimism: sign * (value - corrected), outOf: combinations.length, rows, resamples: outside.length },
  }
}

const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length

const sameRows = (a: ArrayLike<number>, b: ArrayLike<number>): boolean => {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** The metric of each validation row. Null where the run has kept no scores. */
function rowValues(dir: string, metric: 'accuracy' | 'logLoss' | 'mae'): { readonly values: Float32Array; readonly rows: ArrayLike<number> } | null {
  const part = (suffix: string) => readNpy(join(dir, 'scores', `validation${suffix}.npy`))
  const [scores, labels, rows] = [part(''), part('-labels'), part('-rows')]
  if (scores === null || labels === null || rows === null) return null
  const width = scores.shape[1] ?? 1
  const values = Float32Array.from(labels.data, (label, row) => {
    if (metric === 'mae') return Math.abs((scores.data[row] ?? NaN) - label)
    const own = Float32Array.from(scores.data.subarray(row * width, (row + 1) * width))
    if (metric === 'accuracy') return own.indexOf(Math.max(...own)) === label ? 1 : 0
    const all = own.reduce((sum, score) => sum + score, 0)
    return -Math.log(Math.max(1e-7, (own[label] ?? 0) / (all > 0 ? all : 1)))
  })
  return { values, rows: rows.data }
}
