import { decimal, none, percent, signed } from './number'

interface MetricWords {
  readonly label: string
  /** Shares in [0, 1] are shown in percent. */
  readonly share: boolean
  readonly better: 'higher' | 'lower'
}

const metrics: Readonly<Record<string, MetricWords>> = {
  loss: { label: 'Loss', share: false, better: 'lower' },
  logLoss: { label: 'Log loss', share: false, better: 'lower' },
  accuracy: { label: 'Accuracy', share: true, better: 'higher' },
  balancedAccuracy: { label: 'Balanced accuracy', share: true, better: 'higher' },
  top5: { label: 'Top-5 accuracy', share: true, better: 'higher' },
  macroF1: { label: 'Macro F1', share: true, better: 'higher' },
  weightedF1: { label: 'Weighted F1', share: true, better: 'higher' },
  macroPrecision: { label: 'Macro precision', share: true, better: 'higher' },
  macroRecall: { label: 'Macro recall', share: true, better: 'higher' },
  auc: { label: 'ROC AUC', share: false, better: 'higher' },
  averagePrecision: { label: 'Average precision', share: false, better: 'higher' },
  mcc: { label: 'Matthews correlation', share: false, better: 'higher' },
  matthews: { label: 'Matthews correlation', share: false, better: 'higher' },
  brier: { label: 'Brier score', share: false, better: 'lower' },
  ece: { label: 'Calibration error', share: true, better: 'lower' },
  mae: { label: 'Mean absolute error', share: false, better: 'lower' },
  mse: { label: 'Mean squared error', share: false, better: 'lower' },
  rmse: { label: 'Root mean squared error', share: false, better: 'lower' },
  mape: { label: 'Mean absolute percentage error', share: true, better: 'lower' },
  r2: { label: 'R²', share: false, better: 'higher' },
}

/** camelCase names that are not in the table become words. */
export const metricLabel = (name: string): string =>
  metrics[name]?.label ?? name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replace(/^./, (first) => first.toUpperCase())

export const isShare = (name: string): boolean => metrics[name]?.share ?? false

/** Whether a larger value is the better one. */
export const higherIsBetter = (name: string): boolean => (metrics[name]?.better ?? 'higher') === 'higher'

/** A value of the metric `name` with its unit. */
export function metricValue(name: string, value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return none
  return isShare(name) ? percent(value) : decimal(value)
}

/** A difference of two values: in percentage points for shares. */
export function metricDelta(name: string, difference: number): string {
  if (!Number.isFinite(difference)) return none
  if (isShare(name)) return signed(percent(difference).replace(' %', ' pp'), difference)
  return signed(decimal(difference, 3), difference)
}
