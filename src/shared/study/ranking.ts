import { correctedResampledT, meanAndVariance, pairedT } from '../statistics/t-test'
import type { Interval } from '../statistics/interval'
import { withinRange } from '../metrics/metric-range'
import type { Objective, Plan } from './study'
import type { Trial } from './trial'

/** Trials that differ in nothing but the seed, judged together. */
export interface Configuration {
  readonly configuration: number
  readonly values: Readonly<Record<string, unknown>>
  /** Numbers of its trials, in order. */
  readonly trials: readonly number[]
  /** Mean over the trials that have a value. */
  readonly objective: number
  /** Null for a single one. */
  readonly standardDeviation: number | null
  readonly measured: number
}

/** With how many seeds a combination of this plan is tried. */
export const seedsOf = (plan: Plan): number => (plan.kind === 'search' ? plan.seeds : 1)

/**
 * The combinations that have a value, best first; those that were measured with fewer seeds than the plan says come behind all that were
 * measured with each: a single lucky seed would win. Equal ones: the earlier first.
 */
export function rankConfigurations(trials: readonly Trial[], objective: Objective, seeds = 1): readonly Configuration[] {
  const groups = new Map<number, Trial[]>()
  for (const trial of trials) groups.set(trial.configuration, [...(groups.get(trial.configuration) ?? []), trial])
  const sign = objective.direction === 'min' ? 1 : -1
  return [...groups.values()]
    .flatMap((group): Configuration[] => {
      const values = group.flatMap((trial) => trial.objective ?? [])
      const [first] = group
      if (first === undefined || values.length === 0) return []
      const { mean, variance } = meanAndVariance(values)
      return [
        {
          configuration: first.configuration,
          values: first.values,
          trials: group.map((trial) => trial.trial),
          objective: mean,
          standardDeviation: values.length < 2 ? null : Math.sqrt(variance),
          measured: values.length,
        },
      ]
    })
    .sort((a, b) => Number(b.measured >= seeds) - Number(a.measured >= seeds) || sign * (a.objective - b.objective) || a.configuration - b.configuration)
}

/** Those of a ranking that the first was chosen among: measured with every seed, unless none was. */
export function contenders(ranking: readonly Configuration[], seeds: number): readonly Configuration[] {
  const complete = ranking.filter((one) => one.measured >= seeds)
  return complete.length > 0 ? complete : ranking
}

/** Values of one thing tried several times. */
export interface Spread {
  readonly count: number
  readonly mean: number
  readonly standardDeviation: number | null
  /**
   * 95 % of the mean, by Student's t, corrected where the tries share training rows; null for a single value, and where all are equal:
   * a few equal tries do not make the mean certain.
   */
  readonly interval: Interval | null
  /** The interval would reach beyond what the metric can be, and ends there. */
  readonly cut?: true
}

/**
 * `testToTrain`: of tries over several splits, which share training rows: rows measured on over rows trained on (Nadeau & Bengio 2003).
 * `metric`: which one the values are of; absent: any number is possible.
 */
export function spreadOf(values: readonly number[], testToTrain: number | null = null, metric?: string): Spread | null {
  if (values.length === 0) return null
  const { mean, variance } = meanAndVariance(values)
  const standardDeviation = values.length < 2 ? null : Math.sqrt(variance)
  const found = values.every((value) => value === values[0]) ? null : (testToTrain === null ? pairedT(values) : correctedResampledT(values, testToTrain)).interval
  if (found === null || metric === undefined) return { count: values.length, mean, standardDeviation, interval: found }
  const { interval, cut } = withinRange(found, metric)
  return { count: values.length, mean, standardDeviation, interval, ...(cut ? { cut } : {}) }
}

/**
 * How much of the winner's value is luck of its seed: choose by one seed, look at the same combination with the others. The mean over
 * seeds of (value it was chosen by) - (mean of its other seeds), turned so that more is more flattering. Null without at least two
 * combinations that were all tried with the same two seeds or more.
 */
export function seedOptimism(trials: readonly Trial[], objective: Objective): { readonly optimism: number; readonly seeds: number; readonly configurations: number } | null {
  const sign = objective.direction === 'max' ? 1 : -1
  const bySeed = new Map<number, Map<number, number>>()
  for (const { seed, configuration, objective: value } of trials) {
    if (value === null) continue
    const of = bySeed.get(seed) ?? new Map<number, number>()
    bySeed.set(seed, of.set(configuration, value))
  }
  const seeds = [...bySeed.keys()]
  const [first] = bySeed.values()
  const shared = [...(first?.keys() ?? [])].filter((configuration) => [...bySeed.values()].every((of) => of.has(configuration)))
  if (seeds.length < 2 || shared.length < 2) return null
  const valueOf = (seed: number, configuration: number) => bySeed.get(seed)?.get(configuration) ?? NaN
  const gaps = seeds.map((seed) => {
    const winner = shared.reduce((best, one) => (sign * valueOf(seed, one) > sign * valueOf(seed, best) ? one : best))
    const others = seeds.filter((other) => other !== seed).map((other) => valueOf(other, winner))
    return sign * (valueOf(seed, winner) - meanAndVariance(others).mean)
  })
  return { optimism: meanAndVariance(gaps).mean, seeds: seeds.length, configurations: shared.length }
}
