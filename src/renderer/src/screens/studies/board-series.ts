import { meanAndVariance } from '@shared/statistics/t-test'
import type { Objective } from '@shared/study/study'
import type { Trial } from '@shared/study/trial'
import type { Point } from '../../charts/thin'

type Curve = readonly (readonly [number, number])[]

/** What the best so far is drawn over: trials that have ended, from 1, or minutes since the first began, pauses among them. */
export type Passing = 'trials' | 'minutes'

/** Each trial that has a value, in the order in which they ended, and the best combination after each. */
export function bestSoFar(trials: readonly Trial[], { direction }: Objective, over: Passing = 'trials'): { readonly each: readonly Point[]; readonly best: readonly Point[] } {
  const better = (a: number, b: number): boolean => (direction === 'max' ? a > b : a < b)
  const ended = trials.filter((trial) => trial.objective !== null && trial.ended !== null).sort((a, b) => ((a.ended ?? '') < (b.ended ?? '') ? -1 : 1))
  const start = trials.reduce((first, { begun }) => Math.min(first, Date.parse(begun)), Infinity)
  const xOf = (trial: Trial, at: number): number => (over === 'trials' ? at + 1 : (Date.parse(trial.ended ?? '') - start) / 60_000)
  /** Combinations tried with several seeds count by their mean so far. */
  const means = new Map<number, { readonly mean: number; readonly count: number }>()
  let leading: { readonly configuration: number; readonly mean: number } | null = null
  const best: Point[] = []
  ended.forEach((trial, at) => {
    const { configuration } = trial
    const before = means.get(configuration) ?? { mean: 0, count: 0 }
    const own = { mean: before.mean + ((trial.objective ?? 0) - before.mean) / (before.count + 1), count: before.count + 1 }
    means.set(configuration, own)
    const held: number | null = leading?.mean ?? null
    if (leading === null || better(own.mean, leading.mean)) leading = { configuration, mean: own.mean }
    // The mean of the one that led got worse, so that another may lead.
    else if (leading.configuration === configuration) leading = [...means].map(([one, { mean }]) => ({ configuration: one, mean })).reduce((a, b) => (better(b.mean, a.mean) ? b : a))
    const x = xOf(trial, at)
    if (held !== null && leading.mean !== held) best.push({ x, y: held })
    best.push({ x, y: leading.mean })
  })
  return { each: ended.map((trial, at) => ({ x: xOf(trial, at), y: trial.objective })), best }
}

/** So many curves can be told apart, and so many more can be seen behind them. */
export const mostBright = 4
const mostFaint = 52

/** Trials whose curves are drawn: the best ones, those at work, and of the others every n-th. */
export function drawnTrials(trials: readonly Trial[], best: readonly number[], hasCurve: (trial: Trial) => boolean): { readonly bright: readonly Trial[]; readonly faint: readonly Trial[] } {
  const drawable = trials.filter(hasCurve)
  const wanted = new Set(best.slice(0, mostBright))
  const bright = best.slice(0, mostBright).flatMap((number) => drawable.find((trial) => trial.trial === number) ?? [])
  const others = drawable.filter((trial) => !wanted.has(trial.trial))
  const stride = Math.max(1, others.length / mostFaint)
  return { bright, faint: Array.from({ length: Math.min(mostFaint, others.length) }, (_, at) => others[Math.floor(at * stride)]).filter((trial): trial is Trial => trial !== undefined) }
}

export const curvePoints = (curve: Curve): readonly Point[] => curve.map(([x, y]) => ({ x, y }))

/** The value of a curve at an epoch, between its points on a straight line; null outside. */
function valueAt(curve: Curve, epoch: number): number | null {
  const after = curve.findIndex(([x]) => x >= epoch)
  const right = curve[after]
  if (right === undefined) return null
  if (right[0] === epoch) return right[1]
  const left = curve[after - 1]
  return left === undefined ? null : left[1] + ((right[1] - left[1]) * (epoch - left[0])) / (right[0] - left[0])
}

/** Mean of curves with one standard deviation on each side, at every epoch that all of them have. Null with fewer than two. */
export function curveBand(curves: readonly Curve[]): { readonly mean: readonly Point[]; readonly low: readonly Point[]; readonly high: readonly Point[] } | null {
  const known = curves.filter((curve) => curve.length > 0)
  if (known.length < 2) return null
  const last = Math.min(...known.map((curve) => curve[curve.length - 1]?.[0] ?? 0))
  const epochs = [...new Set(known.flatMap((curve) => curve.map(([x]) => x)))].filter((x) => x <= last).sort((a, b) => a - b)
  const at = epochs.flatMap((x) => {
    const values = known.flatMap((curve) => valueAt(curve, x) ?? [])
    if (values.length < known.length) return []
    const { mean, variance } = meanAndVariance(values)
    return [{ x, mean, deviation: Math.sqrt(variance) }]
  })
  return {
    mean: at.map(({ x, mean }) => ({ x, y: mean })),
    low: at.map(({ x, mean, deviation }) => ({ x, y: mean - deviation })),
    high: at.map(({ x, mean, deviation }) => ({ x, y: mean + deviation })),
  }
}
