import type { Configuration } from './ranking'
import type { Curve } from './median-rule'
import type { Assignment } from './space'
import type { Look, StudyRecord } from './study'
import type { Trial } from './trial'

/** How far a study is. */
export interface StudyProgress {
  readonly begun: number
  readonly ended: number
  readonly running: number
  readonly failed: number
  /** How many trials there will be; null: time or epochs end it. */
  readonly total: number | null
  readonly epochs: number
  readonly workedMs: number
  /** From the mean time of the trials that ended; null while unknown. */
  readonly etaMs: number | null
  readonly best: Configuration | null
}

/** A row of the list of studies. */
export interface StudyEntry {
  readonly record: StudyRecord
  readonly progress: StudyProgress
}

/** A study that cannot be read: shown beside the others, left alone. */
export interface UnreadableStudy {
  readonly id: string
  readonly dir: string
  readonly reason: string
}

/** One study with all its trials: what a screen opens with. */
export interface StudyDetail extends StudyEntry {
  readonly dir: string
  readonly trials: readonly Trial[]
  /** Trials by hand that wait. */
  readonly asked: readonly Assignment[]
  /** Best first. */
  readonly ranking: readonly Configuration[]
  /** How much of the winner's value is luck of its seed; null where combinations were not tried with several. */
  readonly seedOptimism: { readonly optimism: number; readonly seeds: number; readonly configurations: number } | null
  /** Trials whose test rows were looked at, by the choice or by hand, in order of time. */
  readonly looks: readonly Look[]
}

export type StudyEvent =
  | { readonly kind: 'changed'; readonly entry: StudyEntry }
  | { readonly kind: 'removed'; readonly id: string }
  /** A trial began, went on or ended; with what this makes of the study. */
  | { readonly kind: 'trial'; readonly id: string; readonly trial: Trial; readonly progress: StudyProgress }
  /** The objective of a trial at work, at most ten times a second a trial. */
  | { readonly kind: 'epochs'; readonly id: string; readonly trial: number; readonly points: Curve }
