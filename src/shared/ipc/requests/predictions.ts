import { z } from 'zod'
import { predictionFormats } from '../../engine/data-methods'
import type { PartEvaluation } from '../../run/evaluation'
import type { PredictResult } from '../../run/prediction'
import { formCell } from '../../run/row-form'
import type { FormRow, RowForm, RowScores } from '../../run/row-form'
import type { VerifyResult } from '../../run/proof'
import { none, byRun, byPart } from './arguments'
import { event, request } from './request'

/** Metrics with the weights of an epoch. `recorded`: the run's folder holds them. */
export interface EpochScores extends PartEvaluation {
  readonly run: string
  readonly on: 'validation' | 'test'
  readonly recorded: boolean
  /** Of test rows that were not used once, at the end: why. */
  readonly seen?: string
}

const epoch = z.union([z.enum(['best', 'last']), z.number().int().positive()])

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
      epoch,
      /** Of classes: so many, the likeliest first, each with its score. */
      top: z.number().int().min(1).max(100),
      /** Of a regression: how often the interval is to hold the true number. */
      coverage: z.number().min(0.5).max(0.999),
      /** Also say how the rows differ from the training rows. */
      drift: z.boolean(),
    }),
  ),
  'predict:cancel': request<null>()(none),
  /** Loads the model of a run for a form of one row, in place of the form before. */
  'predict:form-open': request<RowForm>()(byRun.extend({ epoch })),
  /** A row of the run's table, 0-based. */
  'predict:form-row': request<FormRow>()(z.object({ row: z.number().int().nonnegative() })),
  /** What the model of the open form says of some rows. */
  'predict:form-score': request<readonly RowScores[]>()(z.object({ rows: z.array(z.array(formCell).max(20_000)).min(1).max(10) })),
  'predict:form-cancel': request<null>()(none),
  'predict:form-close': request<null>()(none),
  /** Metrics of a part of the run's rows with the weights of an epoch that has some: as recorded, or scored now. */
  'predict:score': request<EpochScores>()(byPart.extend({ epoch })),
  /** Shows the predictions made last in the file browser of the system. */
  'predict:show': request<null>()(none),
  /** Trains the run once more from its record and compares the weights. */
  'proofs:verify': request<VerifyResult>()(byRun),
  'proofs:cancel': request<null>()(none),
} as const

export const predictionsEvents = {
  'predict:progress': event<{ readonly id: string; readonly doing: string; readonly share: number | null }>(),
  'predict:form-progress': event<{ readonly id: string; readonly doing: string; readonly share: number | null }>(),
  'proofs:progress': event<{ readonly id: string; readonly doing: string; readonly share: number | null }>(),
} as const
