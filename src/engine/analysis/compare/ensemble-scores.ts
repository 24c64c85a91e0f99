import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { comparedParts } from '@shared/compare/comparison'
import type { ComparedPart } from '@shared/compare/comparison'
import { CrossfadeError } from '@shared/errors'
import type { PositiveClass } from '@shared/metrics/classification-tally'
import { npyHeader } from '@shared/npy'
import type { Evaluation, Measured, PartEvaluation } from '@shared/run/evaluation'
import { writeAtomic } from '../../trainer/run/write-atomic'
import { loadFolder, lookAtRun, takeScores } from './load-run'
import { MeanOfModels } from './mean-of-models'
import type { CompareMemory } from './memory'
import { measure } from './metric-values'
import type { ClassOutcomes, Outcomes } from './outcomes'
import { classOutcomes, positiveOf } from './outcomes'
import { classCounts, f1Of } from './pair-where'
import type { PartRows } from './read-scored-run'
import { singleResamples } from './compare-runs'
import { unitsOf } from './units'

interface Request {
  /** Run folders of the members, networks and trees alike: the same rows and classes. */
  readonly dirs: readonly string[]
  /** The folder of the ensemble: its scores/ is written. */
  readonly out: string
  readonly seed: number
}

/**
 * Writes the mean of the members' scores as scores/<part>*.npy, for each part that all members are scored on, and answers its evaluation: probabilities
 * are averaged, whatever the outputs of the members are; predictions of numbers likewise. Throws `run-not-found`, `run-unreadable`.
 */
export function ensembleScores({ dirs, out, seed }: Request, memory: CompareMemory): Evaluation {
  const folders = dirs.map((dir) => loadFolder(dir, memory))
  mkdirSync(join(out, 'scores'), { recursive: true })
  const evaluation: Record<ComparedPart, PartEvaluation | null> = { test: null, validation: null }
  const classes = folders[0]?.evaluation?.classes ?? []
  for (const part of comparedParts) {
    const runs = folders.map((folder) => lookAtRun(folder, part))
    const scored = runs.flatMap((run) => (run.rows === null ? [] : [{ run, rows: run.rows }]))
    const [first] = scored
    if (first === undefined || scored.length < runs.length) continue
    const stranger = scored.find(({ rows }) => rows.fingerprint !== first.rows.fingerprint)
    if (stranger !== undefined) throw new CrossfadeError('run-unreadable', `The ${part} rows that ${stranger.run.folder.name} and ${first.run.folder.name} were scored on are not the same, so their scores have no mean. Score or train one of them again.`)
    const mean = new MeanOfModels()
    let columns = 1
    for (const { run, rows } of scored) {
      const taken = takeScores(run, rows)
      columns = taken.columns
      mean.add(taken.shares)
    }
    const shares = mean.mean() ?? new Float32Array()
    writeScores(join(out, 'scores', part), first.rows, shares, classes.length === 0 ? null : columns)
    evaluation[part] = evaluate(first.rows, shares, classes, seed, positiveOf(first.run.folder.record, classes))
  }
  return { version: 1, classes: [...classes], ...evaluation }
}

function writeScores(base: string, rows: PartRows, shares: Float32Array, columns: number | null): void {
  const count = rows.labels.length
  const write = (suffix: string, shape: readonly number[], data: Float32Array | Int32Array) =>
    writeAtomic(`${base}${suffix}.npy`, [npyHeader(data instanceof Float32Array ? 'float32' : 'int32', shape), new Uint8Array(data.buffer, data.byteOffset, data.byteLength)])
  write('', columns === null ? [count] : [count, columns], shares)
  write('-labels', [count], Float32Array.from(rows.labels))
  write('-rows', [count], rows.sourceRows)
  if (rows.keys !== null) write('-keys', [count], rows.keys)
}

/** `positive`: as the first member decides between two classes; the record of an ensemble has its settings, and predictions are made by them. */
function evaluate(rows: PartRows, shares: Float32Array, classes: readonly string[], seed: number, positive: PositiveClass): PartEvaluation {
  const outcomes: Outcomes =
    classes.length === 0
      ? { kind: 'numbers', labels: Float32Array.from(rows.labels), predicted: shares }
      : classOutcomes(shares, classes.length, rows.labels, positive)
  const measured = measure(outcomes, unitsOf(rows.labels.length, rows.keys), { resamples: singleResamples, seed })
  const metrics: Record<string, Measured> = {}
  for (const [name, { value, interval, method }] of measured) metrics[name] = { value, interval: interval === null ? null : [interval[0], interval[1]], method }
  // Every part has a loss: of a mean of probabilities the log loss; a mean of regressions is trained on none.
  metrics['loss'] = metrics['logLoss'] ?? { value: null, interval: null, method: null }
  return {
    rows: rows.labels.length,
    epoch: 0,
    scoredAt: new Date().toISOString(),
    metrics,
    ...(classes.length === 2 ? { positive: { class: classes[positive.index] ?? '', threshold: positive.threshold } } : {}),
    confusion: outcomes.kind === 'classes' ? confusionOf(outcomes) : null,
    perClass: outcomes.kind === 'classes' ? classRows(outcomes, classes) : null,
  }
}

function confusionOf({ classes, labels, predicted }: ClassOutcomes): number[][] {
  const cells = Array.from({ length: classes }, () => new Array<number>(classes).fill(0))
  labels.forEach((label, row) => {
    const line = cells[label]
    const guess = predicted[row] ?? 0
    if (line !== undefined) line[guess] = (line[guess] ?? 0) + 1
  })
  return cells
}

function classRows(outcomes: ClassOutcomes, names: readonly string[]): NonNullable<PartEvaluation['perClass']> {
  const counts = classCounts(outcomes)
  const share = (hits: number, of: number) => (of === 0 ? null : hits / of)
  return names.map((name, k) => {
    const [support = 0, predicted = 0, right = 0] = [counts.support[k], counts.predicted[k], counts.right[k]]
    return { name, support, predicted, precision: share(right, predicted), recall: share(right, support), f1: f1Of(counts, k) }
  })
}
