import { describe, expect, it } from 'vitest'
import fixture from './fixtures/score-curves.json'
import { reliabilityOf } from './reliability'
import { averagePrecision, meanCurve, mostCurvePoints, precisionRecallCurve, rocArea, rocCurve } from './score-curves'
import type { ScoreCurve } from './score-curves'
import { rankScores } from './score-ranking'
import { classRowsOf, confusionAt, countByThreshold, thresholdMetrics } from './threshold-metrics'

const { two, many } = fixture
const scores = Float32Array.from(two.scores)
const positive = Uint8Array.from(two.labels)
const ranking = rankScores(scores, positive)
const roc = rocCurve(ranking) as ScoreCurve
const precisionRecall = precisionRecallCurve(ranking) as ScoreCurve

function expectPoints(got: readonly (number | null)[], wanted: readonly (number | null)[]): void {
  expect(got.length).toBe(wanted.length)
  wanted.forEach((value, i) => (value === null ? expect(got[i]).toBeNull() : expect(got[i]).toBeCloseTo(value, 9)))
}

describe('curves over a threshold agree with scikit-learn', () => {
  it('point by point, with ties', () => {
    for (const [got, wanted] of [[roc, two.roc], [precisionRecall, two.precisionRecall]] as const) {
      expectPoints(got.x, wanted.x)
      expectPoints(got.y, wanted.y)
      expectPoints(got.threshold, wanted.threshold)
    }
  })

  it('in their areas', () => {
    expect(rocArea(ranking)).toBeCloseTo(two.auc, 12)
    expect(averagePrecision(ranking)).toBeCloseTo(two.averagePrecision, 12)
  })

  it('averaged over classes, micro and macro', () => {
    const classes = 4
    const column = (k: number) => Float32Array.from(many.labels, (_, row) => many.scores[row]?.[k] ?? 0)
    const rankings = Array.from({ length: classes }, (_, k) => rankScores(column(k), Uint8Array.from(many.labels, (label) => (label === k ? 1 : 0))))
    const rocs = rankings.map((one) => rocCurve(one) as ScoreCurve)
    rankings.forEach((one, k) => expect(rocArea(one)).toBeCloseTo(many.aucs[k] ?? NaN, 12))
    rankings.forEach((one, k) => expect(averagePrecision(one)).toBeCloseTo(many.averagePrecisions[k] ?? NaN, 12))
    const macro = meanCurve(rocs, 500)
    many.macroCurve.forEach((value, i) => expect(macro.y[i * 50]).toBeCloseTo(value, 9))
    const decisions = Uint8Array.from(many.labels.flatMap((label) => Array.from({ length: classes }, (_, k) => (k === label ? 1 : 0))))
    const micro = rankScores(Float32Array.from(many.scores.flat()), decisions)
    expect(rocArea(micro)).toBeCloseTo(many.rocMicro, 12)
    expect(averagePrecision(micro)).toBeCloseTo(many.precisionMicro, 12)
  })

  it('in reliability', () => {
    const { bins } = reliabilityOf(Float32Array.from(two.scores, (score) => score + 1e-7), positive)
    expect(bins.length).toBe(two.reliability.said.length)
    bins.forEach((bin, i) => {
      expect(bin.happened).toBeCloseTo(two.reliability.happened[i] ?? NaN, 9)
      expect(bin.said).toBeCloseTo(two.reliability.said[i] ?? NaN, 5)
    })
  })

  it.each(Object.entries(two.at))('in the metrics at threshold %s', (threshold, { confusion, ...wanted }) => {
    const counts = countByThreshold(scores, positive, 1)
    const got = confusionAt(counts, Number(threshold))
    expect(got).toEqual(confusion)
    const metrics = thresholdMetrics(got, 1)
    for (const [name, value] of Object.entries(wanted)) {
      // Where nobody is said to be positive F1 counts as 0 there, as it does here while there are positive rows.
      if (value === null) expect(metrics[name]?.value, name).toBeNull()
      else expect(metrics[name]?.value, name).toBeCloseTo(value, 12)
    }
  })
})

describe('curves', () => {
  it('are not there where one kind of row is missing', () => {
    expect(rocCurve(rankScores(scores, new Uint8Array(scores.length)))).toBeNull()
    expect(precisionRecallCurve(rankScores(scores, new Uint8Array(scores.length)))).toBeNull()
    expect(rocCurve(rankScores(new Float32Array(0), new Uint8Array(0)))).toBeNull()
  })

  it('keep their ends and their area when they are thinned', () => {
    const rows = 20_000
    const long = Float32Array.from({ length: rows }, (_, i) => ((i * 7919) % 10_007) / 10_007)
    const marks = Uint8Array.from(long, (score, i) => (((i * 104_729) % 1000) / 1000 < score ? 1 : 0))
    const ranked = rankScores(long, marks)
    const thin = rocCurve(ranked, mostCurvePoints) as ScoreCurve
    expect(thin.x.length).toBeLessThanOrEqual(500)
    expect(thin.x.length).toBeGreaterThan(250)
    expect([thin.x[0], thin.y[0], thin.x.at(-1), thin.y.at(-1)]).toEqual([0, 0, 1, 1])
    let area = 0
    thin.x.forEach((x, i) => (area += i === 0 ? 0 : ((x - (thin.x[i - 1] ?? 0)) * ((thin.y[i] ?? 0) + (thin.y[i - 1] ?? 0))) / 2))
    expect(area).toBeCloseTo(rocArea(ranked) ?? NaN, 3)
  })

  it('average to themselves', () => {
    const mean = meanCurve([roc, roc], 11)
    expect(mean.y[0]).toBeCloseTo(Math.max(...roc.y.filter((_, i) => roc.x[i] === 0)), 12)
    expect(mean.y[10]).toBe(1)
  })
})

describe('a threshold', () => {
  it('means the same for either class as the positive one', () => {
    const ofFirst = Float32Array.from(scores, (score) => 1 - score)
    const counts = countByThreshold(ofFirst, positive.map((flag) => 1 - flag), 0)
    const confusion = confusionAt(counts, 0)
    expect(confusion).toEqual([[counts.positives, 0], [counts.negatives, 0]])
    expect(thresholdMetrics(confusion, 0)['recall']?.value).toBe(1)
  })

  it('gives metrics by class', () => {
    expect(classRowsOf([[8, 2], [1, 9]], ['no', 'yes'])).toEqual([
      { name: 'no', support: 10, predicted: 9, precision: 8 / 9, recall: 0.8, f1: 16 / 19 },
      { name: 'yes', support: 10, predicted: 11, precision: 9 / 11, recall: 0.9, f1: 18 / 21 },
    ])
  })

  it('come to an end where a score is no number: it counts as the lowest', () => {
    const ranked = rankScores(Float32Array.of(0.9, NaN, 0.5, NaN), Uint8Array.of(1, 1, 0, 0))
    expect([...ranked.thresholds]).toEqual([Math.fround(0.9), 0.5, -Infinity])
    expect([...ranked.truePositives]).toEqual([1, 1, 2])
    expect(rocArea(ranked)).toBe(0.625)
  })
})
