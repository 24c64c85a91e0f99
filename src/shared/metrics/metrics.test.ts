import { describe, expect, it } from 'vitest'
import fixture from './fixtures/metrics.json'
import { areaUnderCurve } from './area-under-curve'
import { ClassificationTally } from './classification-tally'
import { RegressionTally } from './regression-tally'
import type { MetricValues } from '../run/epoch-metrics'

function expectValues(got: MetricValues, wanted: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(wanted)) expect(got[name], name).toBeCloseTo(value, 6)
}

const { many, two, regression } = fixture

/** The report of rows whose scores are known: loss, predicted class, classes above the true one, probability of the true one. */
const manyReport = Float32Array.from(
  many.scores.flatMap((scores, row) => {
    const own = scores[many.labels[row] ?? 0] ?? 0
    return [-Math.log(own), scores.indexOf(Math.max(...scores)), scores.filter((score) => score > own).length, own]
  }),
)
const twoReport = Float32Array.from(two.scores.flatMap((score, row) => [0, score >= 0.5 ? 1 : 0, score, two.labels[row] === 1 ? score : 1 - score]))

describe('metrics agree with scikit-learn', () => {
  it('for many classes, one of them absent', () => {
    const tally = new ClassificationTally(7)
    tally.add(manyReport, Float32Array.from(many.labels))
    expectValues(tally.values(), { ...many.expected, loss: many.expected.logLoss })
  })

  it('for two classes, with ties and a threshold of its own', () => {
    const tally = new ClassificationTally(2, { index: 1, threshold: two.threshold })
    tally.add(twoReport, Float32Array.from(two.labels))
    expectValues(tally.values(), two.expected)
  })

  it('with the other class as the positive one, the area under the curve is the same', () => {
    const tally = new ClassificationTally(2, { index: 0, threshold: 0.5 })
    tally.add(twoReport, Float32Array.from(two.labels))
    expect(tally.values()['auc']).toBeCloseTo(two.expected.auc, 6)
  })

  it('for regression, in the target\'s own unit', () => {
    const tally = new RegressionTally(regression.unit)
    tally.add(Float32Array.from(regression.predictions.flatMap((prediction) => [0, prediction])), Float32Array.from(regression.labels))
    expectValues(tally.values(), regression.expected)
  })
})

describe('a tally', () => {
  it('comes to the same values in parts, and after it was saved half way', () => {
    const labels = Float32Array.from(two.labels)
    const whole = new ClassificationTally(2)
    whole.add(twoReport, labels)
    const first = new ClassificationTally(2)
    first.add(twoReport.subarray(0, 40), labels.subarray(0, 10))
    const second = new ClassificationTally(2, undefined, first.save())
    second.add(twoReport.subarray(40), labels.subarray(10))
    expect(second.values()).toEqual(whole.values())
  })

  it('says null where a value is not a number', () => {
    const tally = new ClassificationTally(3)
    tally.add(Float32Array.of(NaN, 0, 0, 0.2), Float32Array.of(1))
    expect(tally.values()['loss']).toBeNull()
    expect(areaUnderCurve(Float32Array.of(1, 2), Uint8Array.of(1, 1))).toBeNull()
  })
})
