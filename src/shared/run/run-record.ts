import { z } from 'zod'
import { baselineSettings } from '../baseline/baseline-settings'
import { errorCodes } from '../errors'
import { experiment } from '../experiment/experiment'
import { engineMode, monitor } from '../training/training-settings'
import { metricValues } from './epoch-metrics'
import { runStatus } from './run-state'

/** Of a run of this program, see run-id.ts, or of another one, named by its source. */
export const runId = z.string().regex(/^(?:r-\d{8}-\d{6}-[0-9a-z]{5}|i-[0-9a-f]{12})$/)
export type RunId = z.infer<typeof runId>

export const environment = z.object({
  crossfade: z.string(),
  node: z.string(),
  electron: z.string().nullable(),
  tensorflow: z.string().nullable(),
  platform: z.string(),
  arch: z.string(),
  cpu: z.string(),
  cores: z.number().int(),
  host: z.string(),
})
export type Environment = z.infer<typeof environment>

/** Metrics at one epoch, with the epoch they belong to. */
export const epochSummary = z.object({
  epoch: z.number().int().nonnegative(),
  training: metricValues,
  validation: metricValues.nullable(),
})
export type EpochSummary = z.infer<typeof epochSummary>

export const splitSummary = z.object({
  method: z.string(),
  train: z.number().int(),
  validation: z.number().int(),
  test: z.number().int(),
  seed: z.number().int(),
  /** sha256 over the source row numbers of the three parts. */
  hash: z.string(),
  /** What could not be done as asked, in words. */
  remarks: z.array(z.string()),
})
export type SplitSummary = z.infer<typeof splitSummary>

/** Where a training stands: the epoch at work, 1-based, and the steps of it that are done. */
export const trainingPlace = z.object({ epoch: z.number().int().positive(), stepInEpoch: z.number().int().nonnegative() })
export type TrainingPlace = z.infer<typeof trainingPlace>

/** One stretch of work on a run, from when it was asked for to its end. */
export const runSegment = z.object({
  /** start: from nothing; resume: from where it stood; train-on: towards more epochs than were asked for at first. */
  kind: z.enum(['start', 'resume', 'train-on']),
  began: z.string(),
  ended: z.string().nullable(),
  /** Finished epochs at its beginning. */
  from: z.number().int().nonnegative(),
  /** Epochs of the whole run that it works towards. */
  until: z.number().int().positive(),
  /** Finished epochs at its end. */
  reached: z.number().int().nonnegative().nullable(),
  /** How it ended; null while it works or waits. */
  outcome: runStatus.nullable(),
  /** Where exactly the training stood at its end, as far as the trainer could say so. */
  position: trainingPlace.nullable(),
  crossfade: z.string(),
  host: z.string(),
  /** Of a stretch that goes on with a run: how the run stood. It stands so again where the stretch ends before its first epoch. */
  before: z.object({ status: runStatus, reason: z.string().nullable(), ended: z.string().nullable(), errorCode: z.enum(errorCodes).optional() }).optional(),
})
export type RunSegment = z.infer<typeof runSegment>

/** A scoring of the test rows: the epoch of the weights, and when. */
export const testLook = z.object({ epoch: z.number().int().nonnegative(), at: z.string() })
export type TestLook = z.infer<typeof testLook>

/** run.json: written by the run's owner only, at state changes only. Version 2. docs/run-format.md is its specification. */
export const runRecord = z.object({
  version: z.literal(2),
  id: runId,
  kind: z.enum(['layers', 'ensemble', 'trees', 'imported']),
  /** Of an ensemble: the runs whose scores it is the mean of. */
  members: z.array(runId).optional(),
  /** Of an ensemble: sha256 of the best weights of each member as it was scored with them, null of one without; absent in older records. */
  memberWeights: z.array(z.string().nullable()).optional(),
  /** Of kind `trees`: what was grown. What the experiment says of a network plays no part then. */
  baseline: baselineSettings.optional(),
  /** Of kind `imported`, which no run.json is: where it was read, and what that program tells of its settings. Its experiment says nothing then. */
  imported: z.object({ from: z.enum(['tensorboard', 'mlflow']), path: z.string(), at: z.string(), settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])) }).optional(),
  /** Of a trial of a study: which one, from 1. */
  study: z.object({ id: z.string(), trial: z.number().int().positive() }).optional(),
  status: runStatus,
  /** Why it is in this state, where that is not plain: one line. */
  reason: z.string().nullable(),
  /** Of a run that failed: what went wrong, as programs know it. */
  errorCode: z.enum(errorCodes).optional(),
  created: z.string(),
  started: z.string().nullable(),
  ended: z.string().nullable(),
  /** As it was asked for. What 'auto' came to stands under `engine`, epochs that were added under `segments`; see settingsInForce. */
  experiment,
  /** Every stretch of work on the run, in order. Empty for models that are not trained by steps. */
  segments: z.array(runSegment),
  dataset: z.object({
    id: z.string(),
    name: z.string(),
    sha256: z.string(),
    rows: z.number().int(),
    features: z.number().int().nullable(),
    classes: z.number().int().nullable(),
    synthetic: z.boolean(),
    /** The file with the test rows, where the split names one: it is found again by its content. */
    testFile: z.object({ name: z.string(), path: z.string(), sha256: z.string(), bytes: z.number().int().nonnegative() }).optional(),
  }),
  /** Key of the prepared data in the cache. */
  prepared: z.string().nullable(),
  split: splitSummary.nullable(),
  engine: z
    .object({
      requested: z.string(),
      mode: engineMode,
      /** Why this mode. */
      reason: z.string(),
      threads: z.number().int(),
      batch: z.number().int(),
    })
    .nullable(),
  environment: environment.nullable(),
  parameters: z.object({ total: z.number().int(), trainable: z.number().int() }).nullable(),
  /** Finished epochs. */
  epochs: z.number().int().nonnegative(),
  monitor: z.object({ metric: monitor, on: z.enum(['validation', 'training']), mode: z.enum(['min', 'max']) }).nullable(),
  best: epochSummary.nullable(),
  last: epochSummary.nullable(),
  /** Test rows, scored with the best weights; null while unscored. */
  test: metricValues.extend({ scoredAt: z.string().optional() }).nullable(),
  /** Every scoring of the test rows, with whatever weights, in order; absent in older records and while there was none. */
  testLooks: z.array(testLook).optional(),
  timing: z.object({
    prepareMs: z.number().nullable(),
    compileMs: z.number().nullable(),
    trainMs: z.number().nullable(),
    medianEpochMs: z.number().nullable(),
  }),
  /** sha256 of the best and the last weights, to compare runs bit by bit. */
  weights: z
    .object({
      best: z.string(),
      last: z.string(),
      /** Epochs of these weights; absent in older records. */
      bestEpoch: z.number().int().nonnegative().optional(),
      lastEpoch: z.number().int().nonnegative().optional(),
    })
    .nullable(),
})
export type RunRecord = z.infer<typeof runRecord>

/** notes.json: what people change afterwards. Version 1. */
export const runNotes = z.object({
  version: z.literal(1),
  name: z.string().max(200),
  tags: z.array(z.string().max(60)).max(50),
  notes: z.string().max(100_000),
  archived: z.boolean(),
})
export type RunNotes = z.infer<typeof runNotes>

/** lock: who works on the run. Stale when the process is gone, the machine restarted, or the heartbeat is old elsewhere. */
export const runLock = z.object({
  version: z.literal(1),
  pid: z.number().int(),
  /** Start time of the process as the system tells it: a reused pid does not pass for the owner. */
  processStart: z.string(),
  bootId: z.string(),
  host: z.string(),
  heartbeat: z.string(),
})
export type RunLock = z.infer<typeof runLock>
