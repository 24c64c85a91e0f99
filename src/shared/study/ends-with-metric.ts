import { metricRange } from '../metrics/metric-range'
import type { ChosenTrial } from './study'

/** Whether the test interval of a choice was cut where the metric ends; Wilson's never has to be. */
export function endsWithMetric(metric: string, { testInterval, testMethod }: Pick<ChosenTrial, 'testInterval' | 'testMethod'>): boolean {
  if (testInterval === null || testMethod === 'wilson') return false
  const [least, most] = metricRange(metric)
  return testInterval[0] === least || testInterval[1] === most
}
