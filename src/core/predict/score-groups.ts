import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ReadingOptions } from '@shared/dataset/reading-options'
import type { DataMethods, TableSource, TransformedRows } from '@shared/engine/data-methods'
import type { TrainerMethods } from '@shared/engine/trainer-methods'
import type { InputOf } from '@shared/engine/wire'
import { CrossfadeError } from '@shared/errors'
import type { Pipeline } from '@shared/recipe/pipeline'
import type { DriftReport } from '@shared/run/drift'
import type { RunRecord } from '@shared/run/run-record'
import type { EngineProcess } from '../engine-process/engine-process'
import type { ChosenModel, ModelGroup } from './chosen-model'
import type { PredictOptions } from './predict-verbs'

export interface ScoreGroupsOptions {
  readonly dataEngine: () => EngineProcess<DataMethods>
  /** Of kind `trees`: the baseline engine, which keeps the same contract. */
  readonly startTrainer: (kind?: RunRecord['kind']) => EngineProcess<TrainerMethods>
  /** Says how the rows differ from what a group was trained on, from its inputs; null: nobody asked. */
  readonly drift: ((group: ModelGroup, features: string, transformed: TransformedRows) => Promise<DriftReport>) | null
}

/** What is written of each row, and where: as for the trainer's `predict`. */
export type Lines = Pick<InputOf<TrainerMethods['predict']>, 'out' | 'target' | 'positive' | 'allScores' | 'top' | 'halfWidth'>

export interface ScoredFile {
  readonly transformed: Omit<TransformedRows, 'ms' | 'labelled'>
  readonly drift: DriftReport | null
}

/**
 * Predicts the rows of a file with all groups of a model, one after the other: each prepares the rows in its own way and adds its scores to
 * those before it, and the last writes the predictions. At most one table of inputs and two of sums lie in `work` at a time, and memory does
 * not grow with the file.
 */
export async function scoreGroups(options: ScoreGroupsOptions, { ensemble, groups }: ChosenModel, source: TableSource, work: string, lines: Lines, { signal, onProgress }: PredictOptions): Promise<ScoredFile> {
  const inputs = join(work, 'inputs')
  const features = join(inputs, 'features.npy')
  let transformed: TransformedRows | null = null
  let drift: DriftReport | null = null
  let earlier: { readonly sums: string; readonly models: number } | undefined
  for (const [place, group] of groups.entries()) {
    if (transformed === null || groups[place - 1]?.pipeline !== group.pipeline) {
      onProgress?.({ doing: 'preparing', share: null })
      const { pipeline } = group
      const input = { ...source, reading: readingFor(pipeline, source.reading), pipeline, out: inputs }
      const now: TransformedRows = await options.dataEngine().request('transform', input, { signal, onEvent: ({ doing, share }) => onProgress?.({ doing, share }) })
      drift = options.drift === null ? null : joinedDrift(drift, await options.drift(group, features, now))
      transformed = joined(transformed, now)
    }
    const begun = earlier
    const last = place === groups.length - 1
    const sums = join(work, `sums-${place}.npy`)
    await withTrainer(options.startTrainer(group.engine), async (trainer) => {
      const told = { signal, onEvent: ({ done, rows }: { readonly done: number; readonly rows: number }) => onProgress?.({ doing: 'predicting', share: (place + (rows === 0 ? 1 : done / rows)) / groups.length }) }
      const [model] = group.models
      if (last) await trainer.request('predict', { ...lines, modelDir: model.modelDir, features, ...(ensemble ? { ensemble: [...group.models] } : {}), ...(begun === undefined ? {} : { earlier: begun }) }, told)
      else await trainer.request('addScores', { models: [...group.models], features, classes: lines.target.kind === 'classes' ? lines.target.classes.length : null, ...(begun === undefined ? {} : { earlier: begun.sums }), out: sums }, told)
    })
    if (begun !== undefined) await rm(begun.sums, { force: true })
    earlier = { sums, models: (begun?.models ?? 0) + group.models.length }
  }
  if (transformed === null) throw new CrossfadeError('internal', 'There is no model to predict with.')
  return { transformed, drift }
}

/** What counts as missing is part of a preparation, unless somebody says otherwise. */
export const readingFor = ({ reading }: Pipeline, wanted: ReadingOptions): ReadingOptions => ({ ...(reading.na === undefined ? {} : { na: reading.na }), ...wanted })

async function withTrainer(trainer: EngineProcess<TrainerMethods>, work: (trainer: EngineProcess<TrainerMethods>) => Promise<void>): Promise<void> {
  try {
    await work(trainer)
  } finally {
    await trainer.stop()
  }
}

/** What several preparations say of the same rows: a column that is missing or unseen for one of them is told once. */
function joined(before: TransformedRows | null, now: TransformedRows): TransformedRows {
  if (before === null) return now
  const unseen = new Map([...now.unseen, ...before.unseen].map(({ column, rows }) => [column, rows]))
  for (const { column, rows } of now.unseen) unseen.set(column, Math.max(rows, unseen.get(column) ?? 0))
  return { ...before, unseen: [...unseen].map(([column, rows]) => ({ column, rows })), missingColumns: [...new Set([...before.missingColumns, ...now.missingColumns])] }
}

/** A column that several preparations have is told of by the first. */
function joinedDrift(before: DriftReport | null, now: DriftReport): DriftReport {
  if (before === null) return now
  const known = new Set(before.columns.map(({ column }) => column))
  const columns = [...before.columns, ...now.columns.filter(({ column }) => !known.has(column))].sort((a, b) => b.psi - a.psi || b.unseen - a.unseen)
  return { ...before, columns, missingColumns: [...new Set([...before.missingColumns, ...now.missingColumns])] }
}
