import { CrossfadeError } from '@shared/errors'
import { binCounts, binEdges } from '@shared/maths/bin-counts'
import { reliabilityOf } from '@shared/metrics/reliability'
import { averagePrecision, meanCurve, mostCurvePoints, precisionRecallCurve, rocArea, rocCurve } from '@shared/metrics/score-curves'
import type { ScoreCurve } from '@shared/metrics/score-curves'
import { rankScores } from '@shared/metrics/score-ranking'
import type { ScoreRanking } from '@shared/metrics/score-ranking'
import { countByThreshold } from '@shared/metrics/threshold-metrics'
import type { AreaCurve, ClassAreas, ClassesOverview, ClassView, SplitHistogram } from '@shared/run/evaluation-views'
import type { ClassOutcomes } from '../compare/outcomes'
import { columnOf, isOf, readScored } from './read-scored'
import type { ScoredRequest } from './read-scored'

const scoreBins = 30
/** Sorting more yes-or-no decisions than this for the micro average would take seconds and change no pixel. */
const mostDecisions = 5_000_000

type Body = Omit<ClassesOverview, 'rows' | 'unit' | 'metrics'>

/**
 * What probabilities, [rows, classes], say over all thresholds. `positive`: of two classes the positive one, else null.
 * Breathes between classes, so that it can be cancelled. Throws `cancelled`.
 */
export async function classesOverview(outcomes: ClassOutcomes, scores: Float32Array, names: readonly string[], positive: 0 | 1 | null, signal: AbortSignal): Promise<Body> {
  const { classes, labels, confidence, predicted } = outcomes
  const areas: ClassAreas[] = []
  const rocs: ScoreCurve[] = []
  const precisions: ScoreCurve[] = []
  for (let which = 0; which < classes; which++) {
    const ranking = rankScores(columnOf(scores, classes, which), isOf(labels, which))
    areas.push({ name: names[which] ?? String(which), auc: rocArea(ranking), averagePrecision: averagePrecision(ranking) })
    const [roc, precision] = curvesOf(ranking)
    if (roc !== null) rocs.push(roc)
    if (precision !== null) precisions.push(precision)
    await breathe(signal)
  }
  const stride = Math.ceil(scores.length / mostDecisions)
  const micro = microRanking(scores, labels, classes, Math.max(1, stride))
  const [microRoc, microPrecision] = curvesOf(micro)
  const right = Uint8Array.from(labels, (label, row) => (label === predicted[row] ? 1 : 0))
  return {
    kind: 'classes',
    roc: { micro: asArea(microRoc, rocArea(micro)), macro: macroOf(rocs, areas.map(({ auc }) => auc)) },
    precisionRecall: { micro: asArea(microPrecision, averagePrecision(micro)), macro: macroOf(precisions, areas.map(({ averagePrecision: area }) => area)) },
    areas,
    calibration: reliabilityOf(confidence, right),
    confidence: splitHistogram(confidence, right),
    threshold: positive === null ? null : countByThreshold(columnOf(scores, classes, positive), isOf(labels, positive), positive),
  }
}

/** One class against all others. Throws as readScored, and `invalid-argument` for a class that is not there. */
export function classView({ which, ...request }: ScoredRequest & { readonly which: number }): ClassView {
  const { outcomes, shares } = readScored(request)
  if (outcomes.kind !== 'classes' || which >= outcomes.classes) throw new CrossfadeError('invalid-argument', `This run has no class number ${which}.`)
  const scores = columnOf(shares, outcomes.classes, which)
  const ofClass = isOf(outcomes.labels, which)
  const ranking = rankScores(scores, ofClass)
  const [roc, precisionRecall] = curvesOf(ranking)
  return {
    roc,
    precisionRecall,
    auc: rocArea(ranking),
    averagePrecision: averagePrecision(ranking),
    calibration: reliabilityOf(scores, ofClass),
    scores: splitHistogram(scores, ofClass),
  }
}

/** Every row and class as one yes or no, which micro averages are made of; of every `stride`-th row where there are very many. */
function microRanking(scores: Float32Array, labels: Int32Array, classes: number, stride: number): ScoreRanking {
  const rows = Math.ceil(labels.length / stride)
  const chosen = stride === 1 ? scores : new Float32Array(rows * classes)
  const decisions = new Uint8Array(rows * classes)
  for (let place = 0; place < rows; place++) {
    const row = place * stride
    if (stride > 1) chosen.set(scores.subarray(row * classes, (row + 1) * classes), place * classes)
    decisions[place * classes + (labels[row] as number)] = 1
  }
  return rankScores(chosen, decisions)
}

const curvesOf = (ranking: ScoreRanking) => [rocCurve(ranking, mostCurvePoints), precisionRecallCurve(ranking, mostCurvePoints)] as const
const asArea = (curve: ScoreCurve | null, area: number | null): AreaCurve | null => (curve === null || area === null ? null : { curve: { x: curve.x, y: curve.y }, area })

/** The mean of the curves, with the mean of the exact areas: scikit-learn's average='macro'. */
function macroOf(curves: readonly ScoreCurve[], areas: readonly (number | null)[]): AreaCurve | null {
  const known = areas.filter((area): area is number => area !== null)
  return curves.length === 0 ? null : { curve: meanCurve(curves), area: known.reduce((sum, area) => sum + area, 0) / known.length }
}

function splitHistogram(values: Float32Array, yes: Uint8Array): SplitHistogram {
  const part = (wanted: number): number[] => binCounts(values.filter((_, row) => yes[row] === wanted), 0, 1, scoreBins)
  return { edges: binEdges(0, 1, scoreBins), yes: part(1), no: part(0) }
}

async function breathe(signal: AbortSignal): Promise<void> {
  await new Promise((done) => setImmediate(done))
  if (signal.aborted) throw new CrossfadeError('cancelled', 'The evaluation was cancelled.')
}
