import type { Interval } from '../statistics/interval'

/** How much of the difference between trials a setting explains. */
export interface Importance {
  readonly path: string
  /** Share of the variance of the objective that this setting explains alone, in [0, 1]. */
  readonly share: number
}

export interface Interaction {
  readonly paths: readonly [string, string]
  /** What the two explain together beyond each alone. */
  readonly share: number
}

/** One value of a setting, or a stretch of a range. */
export interface EffectPoint {
  readonly value: unknown
  /** The objective, with every other setting averaged over its whole range. */
  readonly predicted: number
  /** Over the trees of the forest. */
  readonly standardDeviation: number
  /** Trials that had this value (of a range: nearer to it than to another point), their mean and ends; null without one. */
  readonly trials: number
  readonly mean: number | null
  readonly lowest: number | null
  readonly highest: number | null
}

export interface Effect {
  readonly path: string
  readonly points: readonly EffectPoint[]
}

/** Functional ANOVA over a random forest (Hutter, Hoos & Leyton-Brown 2014). */
export interface ImportanceReport {
  readonly method: 'functional-anova'
  readonly trees: number
  /** How well the forest tells trials that it was not grown on: 1 - error / variance. Below about 0.3 the shares say little. */
  readonly outOfBag: number | null
  /** Combinations that had a value; the figures of single values are of all of them. */
  readonly trials: number
  /** Combinations that the forest was grown on: of very many an even choice from the best to the worst. */
  readonly grownOn: number
  /** Largest first. */
  readonly importance: readonly Importance[]
  readonly interactions: readonly Interaction[]
  readonly effects: readonly Effect[]
}

/**
 * How much better the winner looks on the validation rows than it is, for having been chosen on them: the choice is made again on
 * resampled rows, and the winner measured on the rows left out (bootstrap bias correction; Tsamardinos, Greasidou & Borboudakis 2018).
 */
export interface ChoiceOptimism {
  readonly method: 'bootstrap-bias-correction'
  readonly metric: string
  /** Of the winner, as measured. */
  readonly value: number
  /** What to expect of it on new rows. */
  readonly corrected: number
  readonly interval: Interval
  /** value - corrected, turned so that more is more flattering. */
  readonly optimism: number
  /** Combinations that the choice was made among. */
  readonly outOf: number
  readonly rows: number
  readonly resamples: number
}

export interface StudyReport {
  /** Null with fewer than eight trials, or where all came to the same. */
  readonly importance: ImportanceReport | null
  readonly optimism: ChoiceOptimism | null
  /** Why there is none, in words. */
  readonly optimismReason: string | null
}
