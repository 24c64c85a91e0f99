import type { Interval } from '../statistics/interval'

const shares: readonly string[] = ['accuracy', 'top5', 'macroF1', 'auc', 'balancedAccuracy']

/** Between which ends a metric can lie. All losses that can be trained with are 0 at best. */
export function metricRange(metric: string): Interval {
  if (shares.includes(metric)) return [0, 1]
  return metric === 'r2' ? [-Infinity, 1] : [0, Infinity]
}

/** The part of an interval that is possible, and whether some of it was not. */
export function withinRange([low, high]: Interval, metric: string): { readonly interval: Interval; readonly cut: boolean } {
  const [least, most] = metricRange(metric)
  const within = (value: number) => Math.min(most, Math.max(least, value))
  return { interval: [within(low), within(high)], cut: low < least || high > most }
}
