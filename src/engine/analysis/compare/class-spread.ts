import type { ClassSpread } from '@shared/compare/comparison'
import { meanAndVariance } from '@shared/statistics/t-test'
import type { Outcomes } from './outcomes'
import { classCounts, f1Of } from './pair-where'

/** F1 of each class over the runs of one setting: its mean and standard deviation. Empty where they are not all classifiers. */
export function classSpread(runs: readonly (Outcomes | null)[], names: readonly string[]): readonly ClassSpread[] {
  const counts = runs.flatMap((run) => (run?.kind === 'classes' ? [classCounts(run)] : []))
  if (counts.length < 2 || counts.length !== runs.length) return []
  return names.map((name, k) => {
    const values = counts.flatMap((one) => f1Of(one, k) ?? [])
    const { mean, variance } = meanAndVariance(values)
    return { name, mean: values.length === 0 ? null : mean, standardDeviation: values.length < 2 ? null : Math.sqrt(variance) }
  })
}
