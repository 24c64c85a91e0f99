import { ClassificationTally, predictedClass } from '@shared/metrics/classification-tally'
import type { ClassCounts } from '@shared/metrics/classification-tally'
import { npyHeader } from '@shared/npy'
import type { NpyType } from '@shared/npy'
import type { ClassRow, Measured, PartEvaluation } from '@shared/run/evaluation'
import type { MetricValues } from '@shared/run/epoch-metrics'
import { wilsonInterval } from '@shared/statistics/wilson'
import type { StepProgram } from '../programs/step-program'
import type { TrainingPlan } from './plan'
import type { DataPart, PreparedData } from './prepared-data'
import type { RunJournal } from './run-journal'
import { newTally, scoreRows } from './score-rows'
import { bytesOf, writeAtomic } from './write-atomic'

/** How the outputs are to be read: their width, and which of two classes counts as positive. */
type ScoringPlan = Pick<TrainingPlan, 'units' | 'positive'>

/** Scores one part of the rows with the program's weights, writes scores/<name>*.npy, and answers metrics with intervals. */
export async function scorePart(
  name: 'validation' | 'test',
  epoch: number,
  parts: { readonly program: Pick<StepProgram, 'scoreRows' | 'score'>; readonly data: PreparedData; readonly plan: ScoringPlan; readonly journal: RunJournal },
): Promise<{ readonly values: MetricValues; readonly evaluation: PartEvaluation }> {
  const { program, data, plan, journal } = parts
  const part = data[name]
  const { target } = data
  const task = target.kind === 'classes' ? 'classification' : 'regression'
  const tally = newTally(task, data, plan.positive)
  const scores = new Float32Array(part.rows * plan.units)
  const confusion = task === 'classification' ? Array.from({ length: data.classes }, () => new Array<number>(data.classes).fill(0)) : null
  await scoreRows(program, part, data.inputs, false, (report, labels, values, from) => {
    tally.add(report, labels)
    scores.set(values, from * plan.units)
    if (confusion !== null) countConfusion(confusion, report, labels, plan)
  })
  writeScores(journal, name, part, scores, plan.units, data)
  const values = tally.values()
  return {
    values,
    evaluation: {
      rows: part.rows,
      epoch,
      scoredAt: new Date().toISOString(),
      metrics: measured(values, tally instanceof ClassificationTally ? tally : null),
      ...(data.classes === 2 ? { positive: { class: data.about.classes[plan.positive.index] ?? '', threshold: plan.positive.threshold } } : {}),
      confusion,
      perClass: tally instanceof ClassificationTally ? classRows(tally.counts, data.about.classes) : null,
    },
  }
}

function countConfusion(confusion: number[][], report: Float32Array, labels: Float32Array, plan: ScoringPlan): void {
  labels.forEach((label, row) => {
    const line = confusion[label]
    const guess = predictedClass(report, row, confusion.length, plan.positive)
    if (line !== undefined) line[guess] = (line[guess] ?? 0) + 1
  })
}

/** Accuracy and top-5 are shares of rows and have an exact method; intervals of the others come from resampling, in the comparison. */
function measured(values: MetricValues, tally: ClassificationTally | null): Record<string, Measured> {
  const hits: Readonly<Record<string, number>> = tally === null ? {} : { accuracy: tally.shares.hits, top5: tally.shares.topHits }
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const right = hits[name]
      if (right === undefined || tally === null) return [name, { value: value ?? null, interval: null, method: null }]
      const [low, high] = wilsonInterval(right, tally.shares.rows)
      return [name, { value: value ?? null, interval: [low, high], method: 'wilson' }]
    }),
  )
}

function classRows({ support, predicted, right }: ClassCounts, names: readonly string[]): ClassRow[] {
  const share = (hits: number, of: number) => (of === 0 ? null : hits / of)
  return names.map((name, index) => {
    const [rows = 0, guesses = 0, hits = 0] = [support[index], predicted[index], right[index]]
    return {
      name,
      support: rows,
      predicted: guesses,
      precision: share(hits, guesses),
      recall: share(hits, rows),
      f1: share(2 * hits, rows + guesses),
    }
  })
}

/**
 * scores/<name>.npy: what the model puts out, [rows, classes]; a model of one unit on two classes as [1 - score, score]; for regression
 * [rows], in the target's own unit, as are its labels. <name>-keys.npy only where the split keeps rows of a key together.
 */
function writeScores(journal: RunJournal, name: string, part: DataPart, scores: Float32Array, units: number, data: PreparedData): void {
  const folder = journal.folder('scores')
  const { target } = data
  const write = (suffix: string, type: NpyType, shape: readonly number[], array: Float32Array | Int32Array) =>
    writeAtomic(`${folder}/${name}${suffix}.npy`, [npyHeader(type, shape), bytesOf(array)])
  if (target.kind === 'number') {
    const inUnit = (values: Float32Array) => values.map((value) => value * target.std + target.mean)
    write('', 'float32', [part.rows], inUnit(scores))
    write('-labels', 'float32', [part.rows], inUnit(part.labels))
  } else {
    const bothSides = () => Float32Array.from({ length: 2 * part.rows }, (_, i) => (i % 2 === 1 ? (scores[i >> 1] ?? 0) : 1 - (scores[i >> 1] ?? 0)))
    write('', 'float32', [part.rows, data.classes], units === data.classes ? scores : bothSides())
    write('-labels', 'float32', [part.rows], part.labels)
  }
  write('-rows', 'int32', [part.rows], part.sourceRows)
  if (part.keys !== null) write('-keys', 'int32', [part.rows], part.keys)
}
