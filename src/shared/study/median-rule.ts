/** The objective by epoch, in ascending epochs; thinned ones are fine. */
export type Curve = readonly (readonly [epoch: number, value: number])[]

export interface MedianRule {
  /** Ended trials before the rule speaks. */
  readonly startup: number
  /** Epochs that every trial gets. */
  readonly warmup: number
}

/** The best value by this epoch; null before the first. */
export function bestBy(curve: Curve, epoch: number, direction: 'min' | 'max'): number | null {
  let best: number | null = null
  for (const [at, value] of curve) {
    if (at > epoch) break
    if (best === null || (direction === 'min' ? value < best : value > best)) best = value
  }
  return best
}

/**
 * The median stopping rule (Golovin et al. 2017, section 3.2.2, on best values): a trial is hopeless when its best value so far is
 * worse than the median of the best values that the other trials had at this epoch.
 */
export function isHopeless(current: Curve, others: readonly Curve[], epoch: number, direction: 'min' | 'max', rule: MedianRule): boolean {
  if (epoch < rule.warmup) return false
  const values = others.map((curve) => bestBy(curve, epoch, direction)).filter((value): value is number => value !== null)
  const own = bestBy(current, epoch, direction)
  if (own === null || values.length < Math.max(1, rule.startup)) return false
  const middle = median(values)
  return direction === 'min' ? own > middle : own < middle
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? (sorted[half] ?? NaN) : ((sorted[half - 1] ?? NaN) + (sorted[half] ?? NaN)) / 2
}

/** At most `points` of a curve, evenly chosen, first and last always, and its best: what a list of hundreds of trials can keep. */
export function thinCurve(curve: Curve, direction: 'min' | 'max', points = 60): Curve {
  if (curve.length <= points) return curve
  const chosen = new Set(Array.from({ length: points - 1 }, (_, i) => Math.round((i * (curve.length - 1)) / (points - 2))))
  const best = bestBy(curve, Infinity, direction)
  const at = curve.findIndex(([, value]) => value === best)
  if (at >= 0) chosen.add(at)
  return curve.filter((_, index) => chosen.has(index))
}
