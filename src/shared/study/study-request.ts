import { z } from 'zod'
import { errorEnvelope } from '../errors'
import { budget } from './study'

/** What can be done to a study while it is at work. */
export const studyAsk = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pause') }),
  z.object({ kind: z.literal('stop-trial'), trial: z.number().int().positive() }),
  z.object({ kind: z.literal('add'), trials: z.array(z.record(z.string(), z.unknown())) }),
  z.object({ kind: z.literal('change'), name: z.string().max(200).optional(), budget: budget.optional(), jobs: z.number().int().min(1).max(256).optional() }),
])
export type StudyAsk = z.infer<typeof studyAsk>

/** studies/<id>/requests/<name>.json: what another program asks of the one that works on the study. Version 1. */
export const studyRequest = z.object({ version: z.literal(1), at: z.string(), ask: studyAsk })

/** studies/<id>/requests/<name>.answer: what came of it; `error`: why it was refused, null where it was done. Version 1. */
export const studyAnswer = z.object({ version: z.literal(1), error: errorEnvelope.nullable() })
