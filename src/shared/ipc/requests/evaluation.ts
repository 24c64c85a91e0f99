import { z } from 'zod'
import type { BadRows, ClassView, EvaluationOverview } from '../../run/evaluation-views'
import type { PartImportance } from '../../run/importance'
import type { Slices } from '../../run/slices'
import { byPart } from './arguments'
import { event, request } from './request'

/** Work on a run of which there is one at a time, and which can be cancelled. */
export const evaluationWork = ['importance', 'slices'] as const
export type EvaluationWork = (typeof evaluationWork)[number]

/** Importances of the columns on a part of a run's rows; `recorded`: the run's folder holds them. */
export interface KeptImportance extends PartImportance {
  readonly run: string
  readonly on: 'validation' | 'test'
  readonly recorded: boolean
}

export interface RunSlices extends Slices {
  readonly run: string
  readonly on: 'validation' | 'test'
}

/** What the scores of a run say. */
export const evaluationRequests = {
  /** What was measured before with the weights that the run has now; null: nothing. Quick. */
  'evaluation:kept-importance': request<KeptImportance | null>()(byPart),
  /** Measures how much the run depends on each column, unless it was measured before; with progress, and can be cancelled. */
  'evaluation:importance': request<KeptImportance>()(
    byPart.extend({ repeats: z.number().int().min(1).max(100).optional(), seed: z.number().int().min(0).max(0xffffffff).optional() }),
  ),
  /** Metrics by the values of any column of the table. */
  'evaluation:slices': request<RunSlices>()(byPart.extend({ column: z.string(), bins: z.number().int().min(2).max(50).optional() })),
  /** Ends what is going on, which then answers `cancelled`. */
  'evaluation:cancel': request<null>()(z.object({ work: z.enum(evaluationWork) })),
  /** What the scores of a part say: curves, calibration, residuals, intervals. */
  'evaluation:overview': request<EvaluationOverview>()(byPart),
  'evaluation:class': request<ClassView>()(byPart.extend({ which: z.number().int().nonnegative() })),
  /** The worst rows; `truth` and `predicted` are places of classes. */
  'evaluation:rows': request<BadRows>()(
    byPart.extend({
      truth: z.number().int().nonnegative().optional(),
      predicted: z.number().int().nonnegative().optional(),
      limit: z.number().int().min(1).max(1000),
    }),
  ),
} as const

export const evaluationEvents = {
  'evaluation:progress': event<{ readonly id: string; readonly doing: string; readonly share: number | null }>(),
} as const
