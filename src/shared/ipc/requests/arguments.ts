import { z } from 'zod'
import { datasetId } from '../../dataset/dataset-record'
import { runId } from '../../run/run-record'
import { studyId } from '../../study/study'

/** Arguments that requests of several domains take. */
export const none = z.null()
export const byDataset = z.object({ id: datasetId })
export const byRun = z.object({ id: runId })
export const byStudy = z.object({ id: studyId })
export const byPart = byRun.extend({ on: z.enum(['validation', 'test']) })
