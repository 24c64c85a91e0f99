import { describe, expect, it } from 'vitest'
import fixture from './fixtures/schedules.json'
import { judgeEpoch, stoppingStart } from './early-stopping'
import type { Schedule } from './schedule'
import { learningRateAt, nextPlateau } from './schedule-rate'

const length = { stepsPerEpoch: fixture.stepsPerEpoch, epochs: fixture.epochs }

describe('the learning rate', () => {
  for (const [index, one] of fixture.cases.entries()) {
    it(`follows the ${one.schedule.kind} schedule of the fixture (${index + 1})`, () => {
      fixture.steps.forEach((step, i) => {
        const wanted = one.rates[i] ?? NaN
        expect(learningRateAt(one.schedule as Schedule, fixture.base, step, length), `step ${step}`).toBeCloseTo(wanted, 7)
      })
    })
  }

  it('is reduced on a plateau as Keras reduces it', () => {
    const schedule = fixture.plateau.schedule as Schedule
    let state = { factor: 1, waited: 0 }
    let stopping = stoppingStart
    fixture.plateau.values.forEach((value, epoch) => {
      const verdict = judgeEpoch(stopping, epoch + 1, value, 'min', { monitor: 'loss', patience: 0, minDelta: 0 })
      stopping = verdict.state
      state = nextPlateau(schedule, state, verdict.improved)
      expect(learningRateAt(schedule, fixture.base, 0, length, state.factor), `after epoch ${epoch + 1}`).toBeCloseTo(fixture.plateau.rates[epoch] ?? NaN, 7)
    })
  })

  it('never leaves the range between its ends', () => {
    for (const kind of fixture.cases) {
      for (let step = 0; step < 200; step++) {
        const rate = learningRateAt(kind.schedule as Schedule, 1, step, length)
        expect(rate).toBeGreaterThan(0)
        expect(rate).toBeLessThanOrEqual(1)
      }
    }
  })
})
