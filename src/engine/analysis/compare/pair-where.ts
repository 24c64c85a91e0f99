import type { ClassChange, ConfusionChange, FlippedRow, PairWhere } from '@shared/compare/comparison'
import type { ClassOutcomes } from './outcomes'

/** Cells of the confusion matrix that are kept, of those that changed. */
const keptCells = 200
/** Bins of the histogram of score gaps, over [-1, 1]. */
const gapBins = 40

/** Where two classifiers differ on the same rows: by row, class, pair of classes and score. */
export function pairWhere(a: ClassOutcomes, b: ClassOutcomes, names: readonly string[]): PairWhere {
  let [bothRight, onlyA, onlyB, bothWrong, same] = [0, 0, 0, 0, 0]
  const scoreGaps = new Array<number>(gapBins).fill(0)
  a.labels.forEach((label, row) => {
    const [ofA, ofB] = [a.predicted[row] === label, b.predicted[row] === label]
    if (ofA && ofB) bothRight++
    else if (ofA) onlyA++
    else if (ofB) onlyB++
    else bothWrong++
    if (a.predicted[row] === b.predicted[row]) same++
    const gap = (b.probability[row] ?? 0) - (a.probability[row] ?? 0)
    const bin = Math.min(gapBins - 1, Math.max(0, Math.floor(((gap + 1) / 2) * gapBins)))
    scoreGaps[bin] = (scoreGaps[bin] ?? 0) + 1
  })
  return {
    bothRight,
    onlyA,
    onlyB,
    bothWrong,
    agreement: same / a.labels.length,
    perClass: classChanges(a, b, names),
    confusion: confusionChanges(a, b, names),
    scoreGaps,
  }
}

function classChanges(a: ClassOutcomes, b: ClassOutcomes, names: readonly string[]): readonly ClassChange[] {
  const [ofA, ofB] = [classCounts(a), classCounts(b)]
  return names.map((name, k) => ({
    name,
    support: ofA.support[k] ?? 0,
    f1: [f1Of(ofA, k), f1Of(ofB, k)],
    recall: [recall(ofA, k), recall(ofB, k)],
  }))
}

/** How often each class is there, is predicted, and is predicted rightly. */
export interface Counts {
  readonly support: Int32Array
  readonly predicted: Int32Array
  readonly right: Int32Array
}

export function classCounts({ classes, labels, predicted }: ClassOutcomes): Counts {
  const found = { support: new Int32Array(classes), predicted: new Int32Array(classes), right: new Int32Array(classes) }
  labels.forEach((label, row) => {
    const guess = predicted[row] ?? 0
    found.support[label] = (found.support[label] ?? 0) + 1
    found.predicted[guess] = (found.predicted[guess] ?? 0) + 1
    if (label === guess) found.right[label] = (found.right[label] ?? 0) + 1
  })
  return found
}

export function f1Of({ support, predicted, right }: Counts, k: number): number | null {
  const rows = (support[k] ?? 0) + (predicted[k] ?? 0)
  return rows === 0 ? null : (2 * (right[k] ?? 0)) / rows
}

function recall({ support, right }: Counts, k: number): number | null {
  const rows = support[k] ?? 0
  return rows === 0 ? null : (right[k] ?? 0) / rows
}

function confusionChanges(a: ClassOutcomes, b: ClassOutcomes, names: readonly string[]): readonly ConfusionChange[] {
  const cells = new Map<number, [number, number]>()
  const count = (of: ClassOutcomes, side: 0 | 1) =>
    of.labels.forEach((label, row) => {
      const guess = of.predicted[row] ?? 0
      if (guess === label) return
      const key = label * of.classes + guess
      const cell = cells.get(key) ?? [0, 0]
      cell[side]++
      cells.set(key, cell)
    })
  count(a, 0)
  count(b, 1)
  return [...cells]
    .filter(([, [ofA, ofB]]) => ofA !== ofB)
    .sort(([keyX, x], [keyY, y]) => Math.abs(y[1] - y[0]) - Math.abs(x[1] - x[0]) || keyX - keyY)
    .slice(0, keptCells)
    .map(([key, [ofA, ofB]]) => ({
      actual: names[Math.floor(key / a.classes)] ?? '',
      predicted: names[key % a.classes] ?? '',
      a: ofA,
      b: ofB,
    }))
}

/** Which way a row flipped: `lost` when only a is right, `gained` when only b is. */
export type Flip = 'gained' | 'lost'

/** The rows that flipped one way, those with the largest change in the score of the true class first. */
export function flippedRows(a: ClassOutcomes, b: ClassOutcomes, sourceRows: Int32Array, names: readonly string[], flip: Flip): readonly FlippedRow[] {
  const rows: FlippedRow[] = []
  a.labels.forEach((label, row) => {
    const [ofA, ofB] = [a.predicted[row] === label, b.predicted[row] === label]
    if (flip === 'gained' ? !ofA && ofB : ofA && !ofB) {
      rows.push({
        row: sourceRows[row] ?? -1,
        actual: names[label] ?? '',
        a: names[a.predicted[row] ?? -1] ?? '',
        b: names[b.predicted[row] ?? -1] ?? '',
        scoreA: a.probability[row] ?? 0,
        scoreB: b.probability[row] ?? 0,
      })
    }
  })
  return rows.sort((x, y) => Math.abs(y.scoreB - y.scoreA) - Math.abs(x.scoreB - x.scoreA) || x.row - y.row)
}
