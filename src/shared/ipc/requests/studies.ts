import { z } from 'zod'
import { datasetId } from '../../dataset/dataset-record'
import { runId } from '../../run/run-record'
import type { StudyReport } from '../../study/report'
import { budget, studyDesign } from '../../study/study'
import type { StudyRecord } from '../../study/study'
import type { StudyProblem } from '../../study/study-problems'
import type { StudyEntry, StudyProgress, UnreadableStudy } from '../../study/study-view'
import type { Trial } from '../../study/trial'
import { none, byStudy } from './arguments'
import { event, request } from './request'

/** Studies that are shipped with the program, both on the sample songs. */
export const shippedStudies = ['song-genres', 'song-genres-quick'] as const

/** A study document that was opened: `text` as it stands in the file, `dataset` where its table is open in the workspace. */
export interface OpenedStudy {
  readonly name: string
  readonly text: string
  readonly dataset: string | null
}

/** Studies and their trials. */
export const studiesRequests = {
  /** Newest first. */
  'studies:list': request<readonly (StudyEntry | UnreadableStudy)[]>()(none),
  /** `detail`: the JSON of StudyDetail, because the bridge copies a text as one piece and an object field by field. */
  'studies:get': request<{ readonly detail: string }>()(byStudy),
  /** What is wrong with a study on this table, with the field of each. */
  'studies:check': request<readonly StudyProblem[]>()(z.object({ design: studyDesign, dataset: datasetId })),
  /** `of`: the run that a repeat repeats. `jobs`: trials at once; absent: by cores. */
  'studies:start': request<StudyRecord>()(z.object({ design: studyDesign, dataset: datasetId, jobs: z.number().int().min(1).max(256).optional(), of: runId.optional() })),
  'studies:pause': request<StudyRecord>()(byStudy),
  'studies:resume': request<StudyRecord>()(byStudy),
  'studies:stop-trial': request<null>()(byStudy.extend({ trial: z.number().int().positive() })),
  'studies:add-trials': request<null>()(byStudy.extend({ trials: z.array(z.record(z.string(), z.unknown())).min(1).max(1000) })),
  'studies:change': request<StudyRecord>()(byStudy.extend({ name: z.string().min(1).max(200).optional(), budget: budget.optional(), jobs: z.number().int().min(1).max(256).optional() })),
  /** Takes the best trial by validation, scores its test rows, and writes down when, and out of how many it was chosen. */
  'studies:evaluate': request<StudyRecord>()(byStudy),
  'studies:report': request<StudyReport>()(byStudy),
  /** To the bin of the workspace; its runs stay. */
  'studies:delete': request<null>()(byStudy),
  'studies:restore': request<StudyRecord>()(byStudy),
  'studies:show-folder': request<null>()(byStudy),
  'studies:open-shipped': request<OpenedStudy>()(z.object({ study: z.enum(shippedStudies) })),
  /** Asks for the file of a study. Null where the person cancelled. */
  'studies:open-file': request<OpenedStudy | null>()(none),
} as const

export const studiesEvents = {
  'studies:changed': event<StudyEntry>(),
  'studies:removed': event<{ readonly id: string }>(),
  /** A trial began, went on or ended. */
  'studies:trial': event<{ readonly id: string; readonly trial: Trial; readonly progress: StudyProgress }>(),
  /** The objective of a trial at work, by epoch. */
  'studies:epochs': event<{ readonly id: string; readonly trial: number; readonly points: readonly (readonly [number, number])[] }>(),
} as const
