import type { Interval } from '../statistics/interval'
import type { MetricTest, TestName } from './comparison'
import { metricFacts } from './metric-facts'

/** Numbers of a comparison as people read them: shares in percent, their differences in percentage points. */

const minus = (text: string): string => text.replace('-', '−')

/** So many significant digits, zeros included, so that values in a column end alike. */
const plain = (value: number, digits = 4): string => minus(value === 0 ? '0' : value.toPrecision(Math.abs(value) >= 10 ** digits ? Math.ceil(Math.log10(Math.abs(value))) : digits))

/** The value of a metric with its unit; a dash where there is none. */
export function metricText(metric: string, value: number | null): string {
  if (value === null || !Number.isFinite(value)) return '–'
  return metricFacts(metric).share ? `${(value * 100).toFixed(1)} %` : plain(value)
}

/** A difference of a metric, with its sign unless told otherwise. */
export function differenceText(metric: string, difference: number, signed = true): string {
  if (!Number.isFinite(difference)) return '–'
  const size = metricFacts(metric).share ? `${(Math.abs(difference) * 100).toFixed(2)} points` : plain(Math.abs(difference), 3)
  if (!signed) return size
  return `${difference < 0 ? '−' : difference > 0 ? '+' : '±'}${size}`
}

/** The two ends of an interval of a difference. */
export function intervalText(metric: string, [low, high]: Interval): string {
  const { share } = metricFacts(metric)
  const end = (value: number) => {
    const text = share ? (Math.abs(value) * 100).toFixed(2) : plain(Math.abs(value), 3)
    return `${value < 0 ? '−' : '+'}${text}`
  }
  return `${end(low)} to ${end(high)}${share ? ' points' : ''}`
}

/** The interval of a tested difference, or why there is none. */
export const testIntervalText = ({ metric, test, interval }: Pick<MetricTest, 'metric' | 'test' | 'interval'>): string =>
  interval !== null ? intervalText(metric, interval) : `no interval: too few ${test === 'paired-bootstrap' || test === 'mcnemar-exact' ? 'rows differ' : 'runs'}`

/** The two ends of an interval of a metric itself. */
export function valueIntervalText(metric: string, [low, high]: Interval): string {
  return metricFacts(metric).share ? `${(low * 100).toFixed(1)}–${(high * 100).toFixed(1)} %` : `${plain(low)}–${plain(high)}`
}

/** Why a value that was measured has no interval. */
function whyNoInterval(metric: string): string {
  if (metric === 'loss') return 'no interval: the losses of the rows do not make it up'
  return resampled.has(metric) ? 'no interval: too few rows vary' : 'no interval is worked out'
}
const resampled: ReadonlySet<string> = new Set(['accuracy', 'top5', 'macroF1', 'balancedAccuracy', 'logLoss', 'auc', 'rmse', 'mae', 'r2'])

/** What stands beside a value: its interval, or why it has none; null where there is no value. */
export function besideValue(metric: string, { value, interval, method }: { readonly value: number | null; readonly interval: Interval | null; readonly method?: string | null }): string | null {
  if (value === null) return null
  if (method === 'told') return 'as it was told: its rows are not here'
  return interval === null ? whyNoInterval(metric) : valueIntervalText(metric, interval)
}

/** "= 0.013", "< 0.001": to stand after p. */
export function pText(p: number): string {
  if (p < 0.001) return '< 0.001'
  return `= ${p.toFixed(p < 0.1 ? 3 : 2)}`
}

const tests: Readonly<Record<TestName, string>> = {
  'mcnemar-exact': "McNemar's exact test",
  'paired-bootstrap': 'paired bootstrap',
  'paired-t': 'paired t-test',
  'wilcoxon-signed-rank': 'Wilcoxon signed-rank test',
  'welch-t': "Welch's t-test",
  'corrected-resampled-t': 'corrected resampled t-test',
}

export const testText = (test: TestName): string => tests[test]

/** Milliseconds as "850 ms", "12.3 s", "1 min 12 s", "2 h 5 min". */
export function durationText(ms: number | null): string {
  if (ms === null) return '–'
  if (ms < 1000) return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`
}

/** Bytes as "850 B", "49 kB", "1.2 MB". */
export function bytesText(bytes: number | null): string {
  if (bytes === null) return '–'
  if (bytes < 1000) return `${bytes} B`
  const [value, unit] = bytes < 1e6 ? [bytes / 1e3, 'kB'] : bytes < 1e9 ? [bytes / 1e6, 'MB'] : [bytes / 1e9, 'GB']
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`
}

export const countText = (count: number | null): string => (count === null ? '–' : count.toLocaleString('en-US'))
