import type { DatasetRecord } from '@shared/dataset/dataset-record'
import type { Experiment } from '@shared/experiment/experiment'
import { outputUnits } from '@shared/model/shapes'
import type { RunRecord } from '@shared/run/run-record'
import type { StudyDesign } from '@shared/study/study'
import { resolveBatch, stepsPerEpoch } from '@shared/training/resolve'
import { epochWork } from './design-work'
import { treesOf } from './opponents'
import type { PreparedSize } from './design-work'
import { estimateBaselineMs } from './baseline-estimate'
import { estimateEpochMs, referenceEpochMs } from './epoch-estimate'
import { inputWidth } from './input-width'
import type { StudySize } from './study-size'
import { sampleTrials } from './study-size'

/** What the preparation of a table for an experiment comes to, by the profile of the table. */
export function sizeOf({ recipe, training }: Experiment, table: Pick<DatasetRecord, 'rows' | 'columns'>): { readonly size: PreparedSize; readonly classes: number } {
  const classes = recipe.task === 'classification' ? (table.columns.find((column) => column.name === recipe.target)?.distinct ?? 0) : 0
  const rows = Math.max(1, Math.round(table.rows * (1 - recipe.split.validation - recipe.split.test) * (recipe.split.trainingShare?.share ?? 1)))
  const batch = resolveBatch(training.batch, rows)
  return { classes, size: { inputs: inputWidth(recipe, table.columns, classes), units: outputUnits(recipe.task, classes, training.loss), rows, batch, steps: stepsPerEpoch(rows, batch) } }
}

export interface StudyTime {
  readonly ms: number
  /** runs: by earlier runs of this machine; rough: none was timed here yet; budget: the minutes that it may take. */
  readonly by: 'runs' | 'rough' | 'budget'
}

/**
 * Of a trial beside its epochs, where nothing is known of this machine: rows are prepared, a step is compiled, weights are written. The
 * 36 trials of song-genres-quick.json, two at once, took 25 s on a server of 2026, of which their epochs are the smaller part.
 */
const roughStartMs = 1000

/** At most about how long a study takes. Null where nothing bounds it. `records`: runs of this machine, newest first. */
export function studyTime(design: StudyDesign, size: StudySize, table: Pick<DatasetRecord, 'rows' | 'columns'>, records: readonly RunRecord[], { atOnce, cores }: { readonly atOnce: number; readonly cores: number }): StudyTime | null {
  const { minutes } = design.budget
  const most: StudyTime | null = minutes === undefined ? null : { ms: minutes * 60_000, by: 'budget' }
  if (size.epochs === null || size.trials === null) return most
  // Trees and runs that were not timed would stand before those that tell something.
  const timed = records.filter(({ kind, timing }) => kind !== 'trees' && timing.medianEpochMs !== null)
  const times = sampleTrials(design).map(({ experiment, trees }) => {
    const { training } = experiment
    if (trees !== undefined) {
      const { size, classes } = sizeOf(experiment, table)
      const ms = estimateBaselineMs(records, { baseline: trees, rows: size.rows, trees: treesOf(classes) })
      return { ms: ms / trees.rounds, known: records.some(({ baseline, timing }) => baseline?.kind === trees.kind && timing.medianEpochMs !== null) }
    }
    // A trial beside others has a thread of its own.
    const threads = training.threads === 'auto' && atOnce > 1 ? 1 : training.threads
    const work = epochWork(experiment.model, { ...training, threads }, sizeOf(experiment, table).size, cores)
    const known = estimateEpochMs(timed, work)
    return { ms: known ?? referenceEpochMs(work), known: known !== null }
  })
  if (times.length === 0) return most
  const each = times.reduce((sum, { ms }) => sum + ms, 0) / times.length
  // What a trial costs beside its epochs counts where trials are small.
  const starts = timed.slice(0, 50).map(({ timing }) => (timing.prepareMs ?? 0) + (timing.compileMs ?? 0)).sort((a, b) => a - b)
  const start = starts[Math.floor(starts.length / 2)] ?? roughStartMs
  const ms = (each * size.epochs + start * size.trials) / Math.max(1, Math.min(atOnce, cores, size.trials))
  if (most !== null && most.ms <= ms) return most
  return { ms, by: times.every(({ known }) => known) ? 'runs' : 'rough' }
}
