import { z } from 'zod'

const assignment = z.record(z.string(), z.unknown())

/** The objective on validation rows by epoch, thinned to at most 61 points. */
const curve = z.array(z.tuple([z.number().int(), z.number()]))

export const trialEnds = ['completed', 'halted', 'pruned', 'stopped', 'failed'] as const

/** One line of studies/<id>/trials.jsonl: what happened, in order. The last line may be torn. */
export const trialLine = z.discriminatedUnion('kind', [
  /** A trial by hand, to be tried before what the strategy says. */
  z.object({ kind: z.literal('asked'), values: assignment, at: z.string() }),
  /** Written before its run is made, so that a run of the study is never without its trial. */
  z.object({
    kind: z.literal('begun'),
    /** From 1. */
    trial: z.number().int().positive(),
    run: z.string(),
    /** From 1: trials that differ in nothing but their seed have the same. */
    configuration: z.number().int().positive(),
    values: assignment,
    seed: z.number().int(),
    by: z.enum(['strategy', 'person']),
    /** Successive halving: the bracket, from 0, and the epoch at which the rung ends. */
    bracket: z.number().int().nonnegative().optional(),
    until: z.number().int().positive().optional(),
    at: z.string(),
  }),
  /** Trials that a rung of a bracket keeps, for the next rung (from 1): decided once, when the rung before was over. */
  z.object({ kind: z.literal('promoted'), bracket: z.number().int().nonnegative(), rung: z.number().int().positive(), trials: z.array(z.number().int().positive()), at: z.string() }),
  /** A trial that a rung kept is trained on. */
  z.object({ kind: z.literal('continued'), trial: z.number().int().positive(), until: z.number().int().positive(), at: z.string() }),
  z.object({
    kind: z.literal('ended'),
    trial: z.number().int().positive(),
    /** halted: at the end of a rung. */
    status: z.enum(trialEnds),
    reason: z.string().nullable(),
    objective: z.number().nullable(),
    /** Of the best weights. */
    epoch: z.number().int().nullable(),
    /** All that it has had. */
    epochs: z.number().int().nonnegative(),
    parameters: z.number().int().nullable(),
    trainMs: z.number().nonnegative(),
    curve,
    /** How long the study has been at work in all. */
    workedMs: z.number().nonnegative(),
    at: z.string(),
  }),
  /** How long the study has been at work in all, when it began to rest. */
  z.object({ kind: z.literal('rested'), workedMs: z.number().nonnegative(), at: z.string() }),
])
export type TrialLine = z.infer<typeof trialLine>

export type TrialEnd = (typeof trialEnds)[number]
export type TrialStatus = TrialEnd | 'running'

/** A trial as its lines tell. */
export interface Trial {
  readonly trial: number
  readonly run: string
  readonly configuration: number
  readonly values: Readonly<Record<string, unknown>>
  readonly seed: number
  readonly by: 'strategy' | 'person'
  readonly bracket: number | null
  /** The epoch at which its rung ends; null: at the end of the training. */
  readonly until: number | null
  /** `running` until a line says how it ended, whether or not somebody works on it. */
  readonly status: TrialStatus
  readonly reason: string | null
  readonly objective: number | null
  readonly epoch: number | null
  readonly epochs: number
  readonly parameters: number | null
  readonly trainMs: number
  readonly curve: readonly (readonly [number, number])[]
  readonly begun: string
  readonly ended: string | null
}

/** What trials.jsonl says, all lines together. */
export interface TrialLog {
  /** By number, without a gap. */
  readonly trials: readonly Trial[]
  /** Asked for by hand and not begun, in order. */
  readonly asked: readonly Readonly<Record<string, unknown>>[]
  readonly promotions: readonly { readonly bracket: number; readonly rung: number; readonly trials: readonly number[] }[]
  readonly workedMs: number
}

export const emptyTrialLog: TrialLog = { trials: [], asked: [], promotions: [], workedMs: 0 }
