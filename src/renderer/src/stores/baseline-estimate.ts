import { roundsOf } from '@shared/baseline/baseline-settings'
import type { BaselineSettings } from '@shared/baseline/baseline-settings'
import type { RunRecord } from '@shared/run/run-record'

/** What a baseline has to grow. `trees`: of one round, one a class; 1 for a number. */
export interface BaselineWork {
  readonly baseline: BaselineSettings
  /** Training rows. */
  readonly rows: number
  readonly trees: number
}

/**
 * Of one tree on two cores of a server of 2026, scoring its round included. Measured with LightGBM 4.7 on 4,548, 7,980 and 79,800 rows of 13, 46 and
 * 15 columns: 3.9 to 5.9, 3.6, 27.5 ms a boosted tree; 32 and 10 ms a tree of a forest, whose leaves are many.
 */
const cost = {
  'boosted-trees': { perTree: 2.5, perRow: 0.3e-3 },
  forest: { perTree: 12, perRow: 0.6e-3 },
} as const

/** Fitting nothing still means preparing the rows and starting a process. */
const leastMs = 1000

function referenceMs({ baseline, rows, trees }: BaselineWork): number {
  if (baseline.kind === 'majority') return 0
  const { perTree, perRow } = cost[baseline.kind]
  return roundsOf(baseline) * trees * (perTree + perRow * rows)
}

function workOf({ baseline, split, dataset }: RunRecord): BaselineWork | null {
  return baseline === undefined || split === null ? null : { baseline, rows: split.train, trees: (dataset.classes ?? 1) > 2 ? (dataset.classes ?? 1) : 1 }
}

/** So many earlier ones of the same kind tell how fast this machine is. */
const deciding = 5

/** About how long all rounds of a baseline take, in milliseconds. `records`: runs of this machine, newest first. */
export function estimateBaselineMs(records: readonly RunRecord[], work: BaselineWork): number {
  const factors = records
    .filter((record) => record.baseline?.kind === work.baseline.kind)
    .flatMap((record) => {
      const done = workOf(record)
      const ms = record.timing.medianEpochMs
      if (done === null || done.baseline.kind === 'majority' || ms === null || ms <= 0) return []
      return [(ms * roundsOf(done.baseline)) / referenceMs(done)]
    })
    .slice(0, deciding)
    .sort((a, b) => a - b)
  return Math.max(leastMs, referenceMs(work) * (factors[factors.length >> 1] ?? 1))
}
