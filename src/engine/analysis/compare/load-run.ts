import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Candidate } from '@shared/compare/comparability'
import type { ComparedPart, ComparedRun } from '@shared/compare/comparison'
import { probabilities } from '@shared/metrics/probabilities'
import { testSeen } from '@shared/run/test-looks'
import { CompareMemory } from './memory'
import { classOutcomes, positiveOf } from './outcomes'
import type { Outcomes } from './outcomes'
import { folderStamp, readPartRows, readRunFolder, readScores } from './read-scored-run'
import type { PartRows, RunFolder } from './read-scored-run'
import { classLosses, numberLosses, targetUnit } from './row-losses'

/** A run as far as the table and the guard need it: all but its scores. */
export interface RunAtGlance {
  readonly folder: RunFolder
  readonly candidate: Candidate
  readonly head: ComparedRun
  readonly part: ComparedPart
  /** Null where the part is unscored. */
  readonly rows: PartRows | null
}

export const loadFolder = (dir: string, memory: CompareMemory): RunFolder => memory.folders.get(folderStamp(dir), () => readRunFolder(dir))

/** Reads which rows of a part a run was scored on. Throws `run-unreadable`. */
export function lookAtRun(folder: RunFolder, part: ComparedPart): RunAtGlance {
  const { record, evaluation, name } = folder
  const rows = folder.outdated.includes(part) ? null : readPartRows(folder.dir, part)
  const classes = evaluation?.classes ?? []
  const seen = part === 'test' ? testSeen(record) : null
  return {
    folder,
    part,
    rows,
    candidate: { name, record, classes, scoredRows: rows?.fingerprint ?? null, rowNumbers: rows?.sourceRows ?? null },
    head: {
      id: record.id,
      name,
      kind: record.kind,
      status: record.status,
      created: record.created,
      epochs: record.epochs,
      scoredEpoch: record.kind === 'layers' ? (evaluation?.[part]?.epoch ?? null) : null,
      parameters: record.parameters?.total ?? null,
      bytes: modelBytes(folder),
      medianEpochMs: record.timing.medianEpochMs,
      trainMs: record.timing.trainMs,
      seed: record.experiment.training.seed,
      ...(seen === null ? {} : { testSeen: seen }),
    },
  }
}

/** The size of the files in model/best, but for the description of the layers. */
function modelBytes({ dir, record }: RunFolder): number | null {
  if (record.kind === 'imported') return null
  const dirs = record.kind === 'ensemble' ? (record.members ?? []).map((id) => join(dirname(dir), id)) : [dir]
  let sum = 0
  for (const one of dirs) {
    const folder = join(one, 'model', 'best')
    if (!existsSync(join(folder, 'model.json'))) return null
    // Weights that were replaced may still lie beside the new ones: where model.json names files, only those count.
    const described = readFileSync(join(folder, 'model.json'), 'utf8')
    const files = readdirSync(folder).filter((name) => name !== 'model.json' && (!name.endsWith('.bin') || described.includes(`"${name}"`)))
    for (const name of files) sum += statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0
  }
  return sum
}

/** Probabilities [rows, classes] or predictions [rows] of a scored part: large, so only for as long as they are needed. */
export interface TakenScores {
  readonly shares: Float32Array
  /** The same as the output gave them. */
  readonly raw: Float32Array
  readonly columns: number
}

export function takeScores({ folder, part }: RunAtGlance, rows: PartRows): TakenScores {
  const read = readScores(folder.dir, part, rows.labels.length)
  const { experiment, kind } = folder.record
  if (experiment.recipe.task === 'regression') return { shares: read.scores, raw: read.scores, columns: read.columns }
  // The mean of several models is kept as probabilities, whatever their outputs were.
  return { shares: probabilities(read.scores, read.columns, kind === 'ensemble' ? 'softmax' : experiment.model.output.activation), raw: read.scores, columns: read.columns }
}

/** What became of each row; the scores are read where that is not known. */
export function outcomesOf(run: RunAtGlance, rows: PartRows, memory: CompareMemory, scores: () => TakenScores = () => takeScores(run, rows)): Outcomes {
  return memory.outcomes.get(rows.stamp, () => {
    const { shares, raw, columns } = scores()
    const { record, evaluation, dir } = run.folder
    const { training, model, recipe } = record.experiment
    const { labels } = rows
    if (recipe.task === 'regression') {
      const losses = record.kind === 'layers' ? numberLosses(training, shares, labels, () => targetUnit(dir)) : null
      return { kind: 'numbers', labels: Float32Array.from(labels), predicted: shares, losses }
    }
    const losses = record.kind === 'layers' ? classLosses(training, { raw, shares, columns, labels, output: model.output.activation }) : null
    return { ...classOutcomes(shares, columns, labels, positiveOf(record, evaluation?.classes ?? [])), losses }
  })
}

/** A run with the scores of one part, read at once. */
export interface LoadedRun extends RunAtGlance {
  /** Null where the part is unscored. */
  readonly scored: {
    readonly outcomes: Outcomes
    readonly sourceRows: Int32Array
    readonly keys: Int32Array | null
    /** Probabilities [rows, classes] or predictions [rows]: large, so only for as long as they are needed. */
    readonly takeScores: () => Float32Array
  } | null
}

/** Reads the scores of one part of a run. Throws `run-unreadable`. */
export function loadRun(folder: RunFolder, part: ComparedPart, memory = new CompareMemory()): LoadedRun {
  const run = lookAtRun(folder, part)
  const { rows } = run
  if (rows === null) return { ...run, scored: null }
  const scores = takeScores(run, rows)
  return { ...run, scored: { outcomes: outcomesOf(run, rows, memory, () => scores), sourceRows: rows.sourceRows, keys: rows.keys, takeScores: () => scores.shares } }
}
