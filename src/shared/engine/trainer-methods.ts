import { z } from 'zod'
import type { EpochMetrics } from '../run/epoch-metrics'
import type { PartEvaluation } from '../run/evaluation'
import type { PartImportance } from '../run/importance'
import { runRecord, trainingPlace } from '../run/run-record'
import type { RunRecord } from '../run/run-record'
import { outputActivation } from '../model/activation'
import type { RateRange } from '../training/rate-range'
import type { EngineMode } from '../training/training-settings'
import { pipeline } from '../recipe/pipeline'
import { formCell } from '../run/row-form'
import type { RowScores } from '../run/row-form'
import { method } from './wire'

/** What the installed TensorFlow can do, found by trying. */
export interface EngineProbe {
  readonly tensorflow: string
  readonly modes: readonly { readonly mode: EngineMode; readonly works: boolean; readonly reason: string }[]
  readonly cores: number
}

export type TrainEvent =
  | { readonly kind: 'status'; readonly record: RunRecord }
  | { readonly kind: 'epoch'; readonly metrics: EpochMetrics }
  /** Inside an epoch, at most ten a second. `samplesPerSecond` over the last second or so; `etaMs` from the median epoch. */
  | {
      readonly kind: 'progress'
      readonly epoch: number
      readonly step: number
      readonly stepsPerEpoch: number
      readonly samplesPerSecond: number | null
      readonly etaMs: number | null
      readonly doing: 'loading' | 'compiling' | 'training' | 'evaluating'
    }

/** A model whose scores go into a mean: a folder with a model.json, and the activation of its output (trees put out probabilities: softmax). */
const scoredModel = z.object({ modelDir: z.string().min(1), output: outputActivation })

/** The trainer takes the run's lock, writes the run folder, and alone writes it until it answers. */
export const trainerMethods = {
  probe: method<EngineProbe>()(z.object({})),
  train: method<RunRecord, TrainEvent>()(
    z.object({
      /** The run folder, with run.json in state `preparing`, and pipeline.json copied in. */
      runDir: z.string().min(1),
      /** cache/prepared/<hash>/ */
      preparedDir: z.string().min(1),
      record: runRecord,
      /** Where the weights lie that the model is to start from, for a model that names some. */
      startDir: z.string().min(1).optional(),
      /** Go on from the checkpoint. */
      resume: z.boolean(),
      /** Ends as stopped, resumable, after this epoch: a rung of successive halving. */
      stopAfter: z.number().int().positive().optional(),
      /** Ends as stopped exactly here: to prove a run that somebody stopped. */
      stopAt: trainingPlace.optional(),
    }),
  ),
  /** Trains a few steps of a fresh model while the learning rate grows, and says where it could start. Writes nothing. */
  learningRateRange: method<RateRange>()(
    z.object({
      preparedDir: z.string().min(1),
      record: runRecord,
      from: z.number().positive(),
      to: z.number().positive().max(100),
      steps: z.number().int().min(10).max(1000),
    }),
  ),
  /**
   * Scores the validation or the test rows with saved weights of the run. Without `scratch`, what comes out is kept in the
   * run: scores, evaluation and, for the test rows, the time they were looked at; under the run's lock. Else nothing of the run changes. Errors: run-busy, run-unreadable, disk-full.
   */
  score: method<PartEvaluation>()(
    z.object({
      runDir: z.string().min(1),
      preparedDir: z.string().min(1),
      record: runRecord,
      part: z.enum(['validation', 'test']),
      modelDir: z.string().min(1),
      epoch: z.number().int().nonnegative(),
      /** null: keep it in the run; else a folder for what is written on the way. */
      scratch: z.string().min(1).nullable(),
    }),
  ),
  /**
   * Shuffles the inputs of one column of the table after the other among the rows of a part, and measures how much worse the saved weights
   * do then (permutation importance). With `keep`, the result is written to importance.json, under the run's lock. Errors: run-busy,
   * run-unreadable, disk-full, cancelled.
   */
  importance: method<PartImportance, { readonly done: number; readonly of: number }>()(
    z.object({
      runDir: z.string().min(1),
      preparedDir: z.string().min(1),
      record: runRecord,
      part: z.enum(['validation', 'test']),
      modelDir: z.string().min(1),
      epoch: z.number().int().nonnegative(),
      /** sha256 of these weights, where the record tells it. */
      weights: z.string().nullable(),
      repeats: z.number().int().min(1).max(100),
      seed: z.number().int().min(0).max(0xffffffff),
      keep: z.boolean(),
    }),
  ),
  /**
   * Scores the rows of a features.npy with a saved model, block by block, and writes a CSV with a header: `prediction`, then for
   * classes `score` and, where asked for, one column a class; for regression `low` and `high`. Errors: run-unreadable, file-unreadable, disk-full, cancelled.
   */
  predict: method<{ readonly rows: number }, { readonly done: number; readonly rows: number }>()(
    z.object({
      /** A folder with a model.json, such as model/best of a run. */
      modelDir: z.string().min(1),
      /** An ensemble: predict with the mean of the scores of these models instead of one. */
      ensemble: z.array(scoredModel).min(1).optional(),
      /** Of an ensemble: what `addScores` wrote of so many of its other models for the same rows; they are part of the mean. */
      earlier: z.object({ sums: z.string().min(1), models: z.number().int().positive() }).optional(),
      features: z.string().min(1),
      out: z.string().min(1),
      target: pipeline.shape.target,
      /** Of two classes: which one counts as positive, and from which score on; null: the one that scores highest. */
      positive: z.object({ index: z.union([z.literal(0), z.literal(1)]), threshold: z.number().min(0).max(1).nullable() }),
      allScores: z.boolean(),
      /** Classes: so many, the likeliest first, each with its score. */
      top: z.number().int().min(1).max(100).optional(),
      /** Regression: half the width of the interval around each prediction; null: none is known. */
      halfWidth: z.number().nonnegative().nullable(),
    }),
  ),
  /**
   * Adds up the scores of models for the rows of a features.npy, as probabilities [rows, classes] (of a number: [rows, 1]), block by block, and
   * writes the sums to `out` as an npy: the share of an ensemble that one kind of engine, or one preparation, has. Errors: as for `predict`.
   */
  addScores: method<{ readonly rows: number }, { readonly done: number; readonly rows: number }>()(
    z.object({
      models: z.array(scoredModel).min(1),
      features: z.string().min(1),
      /** null: a number is predicted. */
      classes: z.number().int().min(2).nullable(),
      /** Sums of other models, to which these are added. */
      earlier: z.string().min(1).optional(),
      out: z.string().min(1),
    }),
  ),
  /** Loads a model and keeps it in this process for `scoreCells`, instead of the one before. Errors: run-unreadable. */
  holdModel: method<null>()(
    z.object({
      modelDir: z.string().min(1),
      /** As for `predict`. */
      ensemble: z.array(scoredModel).min(1).optional(),
      pipeline,
    }),
  ),
  /** What the model that is held says of raw rows, one cell a column of its preparation. Errors: invalid-argument where none is held or cells are missing. */
  scoreCells: method<readonly RowScores[]>()(z.object({ rows: z.array(z.array(formCell)).min(1).max(10_000) })),
  /** Ends the training in this process early: `now` at the next chunk, or at the end of the epoch. The best weights are kept. */
  stop: method<null>()(z.object({ when: z.enum(['now', 'epoch-end', 'pause']) })),
}
export type TrainerMethods = typeof trainerMethods
