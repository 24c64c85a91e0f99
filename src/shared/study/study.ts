import { z } from 'zod'
import { treeSettings } from '../baseline/baseline-settings'
import { experiment } from '../experiment/experiment'
import { monitor } from '../training/training-settings'
import { parameter } from './space'

const seed = z.number().int().min(0).max(0xffffffff)
const halving = { seed, /** Each rung keeps one in so many, and trains it so many times as long. */ factor: z.number().int().min(2).max(10), minEpochs: z.number().int().min(1) }

export const strategyKinds = ['grid', 'random', 'sobol', 'latin-hypercube', 'tpe', 'successive-halving', 'hyperband'] as const

/** Which combinations are tried, and in which order. */
export const strategy = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('grid') }),
  z.object({ kind: z.literal('random'), seed }),
  z.object({ kind: z.literal('sobol'), seed }),
  z.object({ kind: z.literal('latin-hypercube'), seed }),
  /** Each trial is learned from those before it. */
  z.object({ kind: z.literal('tpe'), seed, startup: z.number().int().min(1).max(1000), candidates: z.number().int().min(1).max(1000) }),
  /** As many configurations as `budget.trials` says, drawn at random; the best are trained on from their checkpoints. */
  z.object({ kind: z.literal('successive-halving'), ...halving }),
  z.object({ kind: z.literal('hyperband'), ...halving }),
])
export type Strategy = z.infer<typeof strategy>

/** Whether a trial that is clearly worse than the others is ended early. */
export const pruning = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('median'), startup: z.number().int().min(1).max(1000), warmup: z.number().int().min(1).max(1_000_000) }),
])
export type Pruning = z.infer<typeof pruning>

export const planKinds = ['search', 'repeat', 'learning-curve', 'k-fold'] as const

/** What is tried. */
export const plan = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('search'),
    space: z.array(parameter).max(100),
    strategy,
    pruning,
    /** Each combination is trained with so many seeds, and judged by their mean. */
    seeds: z.number().int().min(1).max(100),
  }),
  /** Runs that differ in the seed only; with `resplit`, in that of the split too. */
  z.object({ kind: z.literal('repeat'), seeds: z.number().int().min(2).max(1000), resplit: z.boolean() }),
  /** The same experiment on growing shares of the training rows; validation and test rows stay. */
  z.object({ kind: z.literal('learning-curve'), shares: z.array(z.number().gt(0).max(1)).min(2).max(50), seeds: z.number().int().min(1).max(100) }),
  /** Training and validation rows are dealt anew into folds, each of which validates once; test rows stay out of it. */
  z.object({
    kind: z.literal('k-fold'),
    folds: z.number().int().min(2).max(100),
    /** More than 1: dealt anew so many times. */
    repeats: z.number().int().min(1).max(100),
    stratified: z.boolean(),
    /** A column whose equal values stay in one fold. */
    group: z.string().optional(),
    seed,
  }),
])
export type Plan = z.infer<typeof plan>
export type SearchPlan = Extract<Plan, { kind: 'search' }>

/** What the study may cost. Whatever is reached first ends it; trials at work when the time is over are stopped and count. */
export const budget = z.object({
  trials: z.number().int().min(1).max(100_000).optional(),
  minutes: z.number().positive().max(1_000_000).optional(),
  /** Epochs of all trials together. */
  epochs: z.number().int().min(1).max(1_000_000_000).optional(),
})
export type Budget = z.infer<typeof budget>

/** Trials are ranked by a metric of the validation rows, with each trial's best weights. */
export const objective = z.object({ metric: monitor, direction: z.enum(['min', 'max']) })
export type Objective = z.infer<typeof objective>

/** What a study is to do: written by hand, by the form of the window, or printed by the command line. Documented in docs/studies.md. Version 1. */
export const studyDesign = z.object({
  version: z.literal(1),
  name: z.string().max(200),
  /** The base: what the trials have in common. */
  experiment,
  /** Trials grow trees, beginning from these settings, on the recipe and split of the experiment. What it says of a network plays no part then. */
  trees: treeSettings.optional(),
  plan,
  objective,
  budget,
})
export type StudyDesign = z.infer<typeof studyDesign>

export const studyId = z.string().regex(/^s-\d{8}-\d{6}-[0-9a-z]{5}$/)

export const studyStatuses = ['ready', 'running', 'paused', 'completed', 'failed', 'interrupted'] as const
export const studyStatus = z.enum(studyStatuses)
export type StudyStatus = z.infer<typeof studyStatus>

/** The trial that was taken, by its validation metric, and what the test rows said of it afterwards. */
export const chosenTrial = z.object({
  /** Of a combination tried with several seeds: the first of its trials. */
  trial: z.number().int().positive(),
  run: z.string(),
  /** When its test rows were scored: chosen again, it keeps the first time. */
  at: z.string(),
  /** Combinations that had a value when it was chosen. */
  outOf: z.number().int().positive(),
  validation: z.number(),
  /** The objective's metric on the test rows, scored once it was chosen; of several seeds the mean. Null where it has none there. */
  test: z.number().nullable(),
  testInterval: z.tuple([z.number(), z.number()]).nullable(),
  /** How the interval was made; null where there is none. */
  testMethod: z.string().nullable(),
  testRows: z.number().int(),
  /** Of several seeds: how far their test values lie apart. Absent in files from before it was kept. */
  testDeviation: z.number().nullable().optional(),
})
export type ChosenTrial = z.infer<typeof chosenTrial>

/** One time that the test rows of a trial were looked at. */
export const look = z.object({
  trial: z.number().int().positive(),
  run: z.string(),
  at: z.string(),
  /** Combinations that had a value when the study chose it; null: scored by hand, or before it was chosen. */
  outOf: z.number().int().positive().nullable(),
  by: z.enum(['choice', 'person']),
})
export type Look = z.infer<typeof look>

/** studies/<id>/study.json. Version 1. docs/studies.md is its specification. */
export const studyRecord = z.object({
  version: z.literal(1),
  id: studyId,
  created: z.string(),
  status: studyStatus,
  /** Why it is in this state, where that is not plain: one line. */
  reason: z.string().nullable(),
  started: z.string().nullable(),
  ended: z.string().nullable(),
  /** Trials at once. */
  jobs: z.number().int().min(1).max(256),
  design: studyDesign,
  dataset: z.object({ id: z.string(), name: z.string(), sha256: z.string(), rows: z.number().int() }),
  /** Of a repeat: the run that is repeated. */
  of: z.string().nullable(),
  chosen: chosenTrial.nullable(),
  /** Trials of a search whose test rows were looked at; only appended to. Absent in files from before it was kept: see looksOf. */
  looks: z.array(look).optional(),
})
export type StudyRecord = z.infer<typeof studyRecord>
