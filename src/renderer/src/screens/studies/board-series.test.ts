import { describe, expect, it } from 'vitest'
import type { Trial } from '@shared/study/trial'
import { bestSoFar, curveBand, drawnTrials } from './board-series'

const trial = (number: number, change: Partial<Trial> = {}): Trial => ({
  trial: number, run: `run-${number}`, configuration: number, values: {}, seed: 1, by: 'strategy', bracket: null, until: null, status: 'completed',
  reason: null, objective: null, epoch: null, epochs: 3, parameters: null, trainMs: 0, curve: [], begun: '', ended: `2026-11-23T10:00:${String(number).padStart(2, '0')}Z`, ...change,
})

describe('best so far', () => {
  it('goes up in steps, in the order in which trials ended', () => {
    const trials = [trial(1, { objective: 0.2 }), trial(2, { objective: 0.1 }), trial(3, { objective: 0.5, ended: '2026-11-23T10:00:00Z' }), trial(4), trial(5, { objective: 0.6 })]
    const { each, best } = bestSoFar(trials, { metric: 'accuracy', direction: 'max' })
    expect(each.map(({ y }) => y)).toEqual([0.5, 0.2, 0.1, 0.6])
    expect(best).toEqual([{ x: 1, y: 0.5 }, { x: 2, y: 0.5 }, { x: 3, y: 0.5 }, { x: 4, y: 0.5 }, { x: 4, y: 0.6 }])
  })

  it('goes by the mean of a combination that was tried with several seeds', () => {
    const trials = [trial(1, { objective: 0.9 }), trial(2, { objective: 0.5, configuration: 1 }), trial(3, { objective: 0.8, configuration: 2 })]
    expect(bestSoFar(trials, { metric: 'accuracy', direction: 'max' }).best.map(({ y }) => y)).toEqual([0.9, 0.9, 0.7, 0.7, 0.8])
  })

  it('is drawn over the minutes since the first trial began, too', () => {
    const at = (minute: number) => `2026-11-23T10:0${minute}:00Z`
    const trials = [trial(1, { objective: 0.2, begun: at(0), ended: at(3) }), trial(2, { objective: 0.5, begun: at(1), ended: at(2) })]
    expect(bestSoFar(trials, { metric: 'accuracy', direction: 'max' }, 'minutes')).toEqual({ each: [{ x: 2, y: 0.5 }, { x: 3, y: 0.2 }], best: [{ x: 2, y: 0.5 }, { x: 3, y: 0.5 }] })
  })

  it('is worked out of ten thousand trials in a blink', () => {
    const trials = Array.from({ length: 10_000 }, (_, k) => trial(k + 1, { objective: (k * 7919) % 10_007, ended: `${k}`.padStart(6, '0') }))
    const before = performance.now()
    expect(bestSoFar(trials, { metric: 'accuracy', direction: 'max' }).each).toHaveLength(10_000)
    expect(performance.now() - before).toBeLessThan(1000)
  })

  it('goes down where less is better', () => {
    expect(bestSoFar([trial(1, { objective: 2 }), trial(2, { objective: 3 }), trial(3, { objective: 1 })], { metric: 'loss', direction: 'min' }).best.map(({ y }) => y)).toEqual([2, 2, 2, 1])
  })
})

describe('curves of many trials', () => {
  it('are the best ones and a share of the others', () => {
    const trials = Array.from({ length: 500 }, (_, at) => trial(at + 1))
    const { bright, faint } = drawnTrials(trials, [7, 3, 1], () => true)
    expect(bright.map((one) => one.trial)).toEqual([7, 3, 1])
    expect(faint).toHaveLength(52)
    expect(new Set(faint.map((one) => one.trial)).size).toBe(52)
    expect(faint.some((one) => [7, 3, 1].includes(one.trial))).toBe(false)
  })

  it('have a band of one standard deviation as far as all of them go', () => {
    const band = curveBand([[[1, 1], [2, 2], [3, 3]], [[1, 3], [3, 5], [4, 9]]])
    expect(band?.mean).toEqual([{ x: 1, y: 2 }, { x: 2, y: 3 }, { x: 3, y: 4 }])
    expect(band?.high[0]?.y).toBeCloseTo(2 + Math.SQRT2)
    expect(curveBand([[[1, 1]]])).toBeNull()
  })
})
