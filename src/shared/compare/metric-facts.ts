export interface MetricFacts {
  readonly label: string
  readonly higherIsBetter: boolean
  /** A share in [0, 1], shown in percent and its differences in percentage points. */
  readonly share: boolean
}

const facts: Readonly<Record<string, MetricFacts>> = {
  accuracy: { label: 'Accuracy', higherIsBetter: true, share: true },
  top5: { label: 'Top-5 accuracy', higherIsBetter: true, share: true },
  macroF1: { label: 'Macro F1', higherIsBetter: true, share: true },
  balancedAccuracy: { label: 'Balanced accuracy', higherIsBetter: true, share: true },
  auc: { label: 'ROC AUC', higherIsBetter: true, share: false },
  logLoss: { label: 'Log loss', higherIsBetter: false, share: false },
  calibrationError: { label: 'Calibration error', higherIsBetter: false, share: true },
  rmse: { label: 'Root mean squared error', higherIsBetter: false, share: false },
  mae: { label: 'Mean absolute error', higherIsBetter: false, share: false },
  r2: { label: 'R²', higherIsBetter: true, share: false },
  loss: { label: 'Loss', higherIsBetter: false, share: false },
  precision: { label: 'Precision', higherIsBetter: true, share: true },
  recall: { label: 'Recall', higherIsBetter: true, share: true },
  specificity: { label: 'Specificity', higherIsBetter: true, share: true },
  f1: { label: 'F1', higherIsBetter: true, share: true },
  matthews: { label: 'Matthews correlation', higherIsBetter: true, share: false },
}

/** What is known of a metric by its name in evaluation.json. One that is not known counts as better when higher. */
export const metricFacts = (metric: string): MetricFacts => facts[metric] ?? { label: metric, higherIsBetter: true, share: false }

/** The order in which metrics are shown; those that are not known come last. */
export function inMetricOrder(metrics: readonly string[]): string[] {
  const known = Object.keys(facts)
  const place = (metric: string) => (known.includes(metric) ? known.indexOf(metric) : known.length)
  return [...metrics].sort((a, b) => place(a) - place(b))
}
