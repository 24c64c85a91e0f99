import { z } from 'zod'
import { comparedParts } from '../compare/comparison'
import type { Comparison, ConfusionPair, FlippedRow } from '../compare/comparison'
import type { RunCurves } from '../compare/run-curves'
import type { EpochMetrics } from '../run/epoch-metrics'
import type { Evaluation, Measured } from '../run/evaluation'
import type { BadRows, ClassView, EvaluationOverview } from '../run/evaluation-views'
import type { MeanWorsening } from '../run/importance'
import { runRecord } from '../run/run-record'
import type { RunNotes, RunRecord } from '../run/run-record'
import { runSelection } from '../run/select-runs'
import { sliceName } from '../run/slices'
import type { Slices } from '../run/slices'
import { pruneRule } from '../workspace/storage'
import type { Pruned, StorageUse } from '../workspace/storage'
import { parameter } from '../study/space'
import type { StudyReport } from '../study/report'
import type { ColumnDrift } from '../run/drift'
import { method } from './wire'

/**
 * A row of the list of runs: enough to show, sort and search without opening the run's folder. What no list shows is left empty in its
 * record: how the file was read, and the columns that were left out.
 */
export interface RunSummary {
  readonly kind: 'run'
  readonly record: RunRecord
  readonly notes: RunNotes
  /** Validation metric by epoch, thinned to at most 60 points: the sparkline. */
  readonly spark: readonly number[]
}

/** A run whose files cannot be read: shown beside the others, left alone. */
export interface UnreadableRun {
  readonly kind: 'unreadable'
  readonly id: string
  readonly dir: string
  readonly reason: string
}

export type RunEntry = RunSummary | UnreadableRun

export type CompareEvent =
  /** All that needs no resampling, as soon as the scores are read. */
  | { readonly kind: 'table'; readonly comparison: Comparison }
  | { readonly kind: 'progress'; readonly doing: string; readonly share: number }

/** What has become of the runs of a workspace since they were last listed or asked about. */
export interface RunChanges {
  readonly changed: readonly RunEntry[]
  readonly removed: readonly string[]
  /** Epochs of runs at work, once their lines are whole. */
  readonly epochs: readonly { readonly id: string; readonly metrics: readonly EpochMetrics[] }[]
}

/** What `slices` answers: slices without rows are left out. */
export type MeasuredSlices = Pick<Slices, 'metrics' | 'overall' | 'slices'>

/** The scored rows of a part of a run, by its folder. */
const scoredPart = z.object({ dir: z.string().min(1), part: z.enum(comparedParts) })

export const analysisMethods = {
  /**
   * The runs of the workspace, newest first, or those selected; a run whose owner died shows as interrupted. They come as events, some
   * at a time, so that whoever receives thousands of them is not held up; the answer is how many there were.
   */
  indexRuns: method<number, readonly RunEntry[]>()(z.object({ runsDir: z.string().min(1), indexFile: z.string().min(1), select: runSelection.optional(), slim: z.boolean().optional() })),
  /** What other programs have done to the runs; `except`: those whose owner tells of them itself. */
  changedRuns: method<RunChanges>()(z.object({ runsDir: z.string().min(1), indexFile: z.string().min(1), except: z.array(z.string()) })),
  /** How each column of new rows differs from training rows, by the model's inputs of both (npy). Errors: file-empty, run-unreadable, cancelled. */
  drift: method<readonly ColumnDrift[], { readonly done: number; readonly of: number }>()(
    z.object({
      training: z.string().min(1),
      /** The first of its rows. */
      trainingRows: z.number().int().positive(),
      incoming: z.string().min(1),
      columns: z.array(
        z.object({
          column: z.string(),
          kind: z.enum(['numbers', 'categories']),
          /** Places of the inputs that are made of it. */
          features: z.array(z.number().int().nonnegative()).min(1),
          /** What each of them is called: a category, or a number that the model gets. */
          names: z.array(z.string()),
          /** New rows with a category that training did not have. */
          unseen: z.number().int().nonnegative(),
        }),
      ),
    }),
  ),
  /**
   * Half the width of an interval that holds the true number of a new row with this chance: the split conformal quantile of the
   * absolute errors on a run's validation rows (Lei et al. 2018). null: it has none, or too few.
   */
  errorQuantile: method<number | null>()(z.object({ dir: z.string().min(1), coverage: z.number().gt(0).lt(1) })),
  /** What takes room in the workspace at `dir`. */
  storageUse: method<StorageUse>()(z.object({ dir: z.string().min(1), largest: z.number().int().nonnegative() })),
  /** Throws away what the rules name; with `dryRun`, tells what that would be. */
  pruneStorage: method<Pruned>()(z.object({ dir: z.string().min(1), rules: z.array(pruneRule), dryRun: z.boolean() })),
  /** The largest absolute difference of two saved models (folders with a model.json); null where their shapes differ. */
  weightsDifference: method<number | null>()(z.object({ a: z.string().min(1), b: z.string().min(1) })),
  /** Metrics of a run's scored rows by slice. `codes`: an npy of int32 with the place in `slices` of each row. Errors: run-unreadable. */
  slices: method<MeasuredSlices>()(
    z.object({
      dir: z.string().min(1),
      on: z.enum(['validation', 'test']),
      codes: z.string().min(1),
      slices: z.array(sliceName).min(1),
      resamples: z.number().int().min(100).max(1_000_000),
      seed: z.number().int().min(0).max(0xffffffff),
    }),
  ),
  /** Curves, calibration, intervals of what a run's scores say. Errors: run-not-found, run-unreadable, not-available while unscored, cancelled. */
  evaluationOverview: method<EvaluationOverview>()(scoredPart),
  /** One class, by its place, against all others. */
  classView: method<ClassView>()(scoredPart.extend({ which: z.number().int().nonnegative() })),
  /** The rows that a run gets most wrong; `truth` and `predicted` are places of classes. */
  badRows: method<BadRows>()(
    scoredPart.extend({
      truth: z.number().int().nonnegative().optional(),
      predicted: z.number().int().nonnegative().optional(),
      limit: z.number().int().min(1).max(1000),
    }),
  ),
  /** Runs side by side, and whether their differences are real. The first run folder is the baseline. */
  compare: method<Comparison, CompareEvent>()(
    z.object({
      dirs: z.array(z.string().min(1)).min(1).max(20),
      /** Absent: the test rows where all runs are scored on them, else the validation rows. */
      on: z.enum(comparedParts).optional(),
      /** An npy of int32 with the key of each scored row, where rows belong together that the split did not keep together; `name` tells it from other keys. */
      keys: z.object({ path: z.string().min(1), name: z.string() }).optional(),
      resamples: z.number().int().min(100).max(1_000_000).default(10_000),
      seed: z.number().int().min(0).max(0xffffffff).default(42),
    }),
  ),
  /** Rows that one of two runs gets right and the other wrong. */
  flippedRows: method<{ readonly total: number; readonly rows: readonly FlippedRow[] }>()(
    z.object({
      dirs: z.tuple([z.string().min(1), z.string().min(1)]),
      on: z.enum(comparedParts),
      /** gained: only the second is right; lost: only the first. */
      flip: z.enum(['gained', 'lost']),
      offset: z.number().int().nonnegative(),
      limit: z.number().int().min(1).max(10_000),
    }),
  ),
  /** How often each class was taken for each, by two runs on the same rows. */
  confusionPair: method<ConfusionPair>()(z.object({ dirs: z.tuple([z.string().min(1), z.string().min(1)]), on: z.enum(comparedParts) })),
  /** The epochs of runs, in columns. */
  runCurves: method<readonly RunCurves[]>()(z.object({ dirs: z.array(z.string().min(1)).max(20) })),
  /** The metrics of one run with their 95 % intervals. */
  measureRun: method<Readonly<Record<string, Measured>>>()(z.object({ dir: z.string().min(1), on: z.enum(comparedParts), seed: z.number().int().min(0).max(0xffffffff) })),
  /** Writes the mean of the scores of these runs into the folder `out`, and answers how good it is. */
  ensembleScores: method<Evaluation>()(z.object({ dirs: z.array(z.string().min(1)).min(2).max(20), out: z.string().min(1), seed: z.number().int().min(0).max(0xffffffff) })),
  /**
   * Writes the rows of a part of prepared data to `out` (npy, [count x rows, inputs]), `count` times one below the other, with the inputs of one column of the
   * table shuffled among them: in the order that permutation importance has for this seed, the `place` of the column and the repeats from `from` on. null,
   * or a column that the preparation does not use: as they are.
   */
  shuffledRows: method<{ readonly rows: number }>()(
    z.object({
      preparedDir: z.string().min(1),
      part: z.enum(comparedParts),
      column: z.string().nullable(),
      place: z.number().int().nonnegative(),
      seed: z.number().int().nonnegative(),
      from: z.number().int().nonnegative(),
      count: z.number().int().positive(),
      out: z.string().min(1),
    }),
  ),
  /** How much worse the mean of so many models gets, from the sums of their scores before and after a column was shuffled (as the trainer's `addScores` writes them). `record`: of the ensemble. */
  meanWorsening: method<MeanWorsening>()(
    z.object({ preparedDir: z.string().min(1), part: z.enum(comparedParts), record: runRecord, models: z.number().int().positive(), before: z.string().min(1), shuffled: z.array(z.string().min(1)) }),
  ),
  /** Which settings of a study matter, and how much its winner was flattered by being chosen. */
  studyReport: method<StudyReport>()(
    z.object({
      space: z.array(parameter),
      /** One a combination: the mean over its seeds. */
      measured: z.array(z.object({ values: z.record(z.string(), z.unknown()), objective: z.number() })),
      /** The run folders of the first of them, which the choice is made among, one a seed; the best combination by validation first. */
      combinations: z.array(z.array(z.string().min(1))),
      metric: z.string(),
      direction: z.enum(['min', 'max']),
      seed: z.number().int().min(0).max(0xffffffff).default(42),
    }),
  ),
}
export type AnalysisMethods = typeof analysisMethods
