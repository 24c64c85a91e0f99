import { z } from 'zod'
import { datasetId } from '../../dataset/dataset-record'
import type { DatasetRecord } from '../../dataset/dataset-record'
import type { ErrorEnvelope } from '../../errors'
import type { Experiment } from '../../experiment/experiment'
import { modelDesign } from '../../model/model-design'
import { recipe } from '../../recipe/recipe'
import { trainingSettings } from '../../training/training-settings'
import { byRun, none } from './arguments'
import { event, request } from './request'

/** An experiment file as it was opened, or why it was not. */
export type OpenedExperiment =
  | { readonly kind: 'opened'; readonly path: string; readonly experiment: Experiment; readonly dataset: DatasetRecord; readonly remarks: readonly string[] }
  | { readonly kind: 'failed'; readonly path: string; readonly error: ErrorEnvelope }

/** Experiment files: the window names none but one that was dropped on it. */
export const experimentsRequests = {
  /** Opens what the system handed to the program since the last call, in order. */
  'experiments:take': request<readonly OpenedExperiment[]>()(none),
  /** Asks for a file and opens it; null where the person cancelled. */
  'experiments:open-dialog': request<OpenedExperiment | null>()(none),
  'experiments:open-dropped': request<OpenedExperiment>()(z.object({ path: z.string().min(1).max(4096) })),
  /** Asks where to, and writes the design that is given or the experiment of a run. Answers the file, or null where the person cancelled. */
  'experiments:save': request<string | null>()(
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('design'), dataset: datasetId, name: z.string().max(200), recipe, model: modelDesign, training: trainingSettings }),
      byRun.extend({ kind: z.literal('run') }),
    ]),
  ),
} as const

export const experimentsEvents = {
  /** There is something to take. */
  'experiments:arrived': event<{ readonly files: number }>(),
} as const
