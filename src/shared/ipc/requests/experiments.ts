import type { DatasetRecord } from '../../dataset/dataset-record'
import type { ErrorEnvelope } from '../../errors'
import type { Experiment } from '../../experiment/experiment'
import { none } from './arguments'
import { event, request } from './request'

/** An experiment file as it was opened, or why it was not. */
export type OpenedExperiment =
  | { readonly kind: 'opened'; readonly path: string; readonly experiment: Experiment; readonly dataset: DatasetRecord; readonly remarks: readonly string[] }
  | { readonly kind: 'failed'; readonly path: string; readonly error: ErrorEnvelope }

/** Experiment files that the system handed to the program: the window names none. */
export const experimentsRequests = {
  /** Opens what was handed over since the last call, in order. */
  'experiments:take': request<readonly OpenedExperiment[]>()(none),
} as const

export const experimentsEvents = {
  /** There is something to take. */
  'experiments:arrived': event<{ readonly files: number }>(),
} as const
