import { z } from 'zod'
import { predictionFormats } from '../../engine/data-methods'
import type { PartEvaluation } from '../../run/evaluation'
import type { PredictResult } from '../../run/prediction'
import type { VerifyResult } from '../../run/proof'
import { none, byRun, byPart } from './arguments'
import { event, request } from './request'

/** Metrics with the weights of an epoch. `recorded`: the run's folder holds them. */
export interface EpochScores extends PartEvaluation {
  readonly run: string
  readonly on: 'validation' | 'test'
  readonly recorded: boolean
}

/** Work with the weights of a run: predictions, scores, proof. */
export const predictionsRequests = {
  /** Asks for the file with the rows to predict, which main remembers. Null where the person cancelled. */
  'predict:choose-file': request<{ readonly name: string; readonly bytes: number } | null>()(none),
  /** Asks where to, and predicts the chosen file. Null where the person cancelled. */
  'predict:run': request<PredictResult | null>()(
    byRun.extend({
      format: z.enum(predictionFormats),
      keep: z.boolean(),
      scores: z.boolean(),
      epoch: z.union([z.enum(['best', 'last']), z.number().int().positive()]),
    }),
  ),
  'predict:cancel': request<null>()(none),
  /** Metrics of a part of the run's rows with the weights of an epoch that has some: as recorded, or scored now. */
  'predict:score': request<EpochScores>()(byPart.extend({ epoch: z.union([z.enum(['best', 'last']), z.number().int().positive()]) })),
  /** Shows the predictions made last in the file browser of the system. */
  'predict:show': request<null>()(none),
  /** Trains the run once more from its record and compares the weights. */
  'proofs:verify': request<VerifyResult>()(byRun),
  'proofs:cancel': request<null>()(none),
} as const

export const predictionsEvents = {
  'predict:progress': event<{ readonly id: string; readonly doing: string; readonly share: number | null }>(),
  'proofs:progress': event<{ readonly id: string; readonly doing: string; readonly share: number | null }>(),
} as const
