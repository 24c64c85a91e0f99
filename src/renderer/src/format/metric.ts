import { metricFacts } from '@shared/compare/metric-facts'
import { decimal, none, percent, signed } from './number'

/** camelCase names that are not known become words. */
export function metricLabel(name: string): string {
  const { label } = metricFacts(name)
  return label === name ? name.replace(/([a-z0-9])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`).replace(/^./, (first) => first.toUpperCase()) : label
}

const shortLabels: Readonly<Record<string, string>> = { rmse: 'RMSE', mae: 'MAE' }
/** For narrow places, where the full name is the title. */
export const metricShort = (name: string): string => shortLabels[name] ?? metricLabel(name)

/** Shares in [0, 1] are shown in percent. */
export const isShare = (name: string): boolean => metricFacts(name).share

/** Whether a larger value is the better one. */
export const higherIsBetter = (name: string): boolean => metricFacts(name).higherIsBetter

/** These reach from about -1 to 1: what four decimals do not show is 0. */
const scaled: ReadonlySet<string> = new Set(['r2', 'matthews'])
const leastShown = 5e-5

/** A value of the metric `name` with its unit. */
export function metricValue(name: string, value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return none
  if (isShare(name)) return percent(value)
  return decimal(scaled.has(name) && Math.abs(value) < leastShown ? 0 : value)
}

/** A difference of two values: in percentage points for shares. */
export function metricDelta(name: string, difference: number): string {
  if (!Number.isFinite(difference)) return none
  if (isShare(name)) return signed(percent(difference).replace(' %', ' pp'), difference)
  return signed(decimal(difference, 3), difference)
}

/** How much worse a metric got, in its own unit: percentage points for shares. Below 0 it got better. */
export function metricWorsening(name: string, by: number | null): string {
  if (by === null || !Number.isFinite(by)) return none
  return isShare(name) ? percent(by).replace(' %', ' pp') : decimal(by, 3)
}

/** The loss of a regression is of the target as it is trained on; every other metric is in the target's own unit. */
export const isStandardisedLoss = (name: string, task: 'classification' | 'regression'): boolean => name === 'loss' && task === 'regression'
export const standardisedHint = 'of the standardised target'
