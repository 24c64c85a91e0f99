import { describe, expect, it } from 'vitest'
import type { EpochMetrics } from '@shared/run/epoch-metrics'
import { runStyle } from '../../charts/run-colours'
import { epochAt, metricNames, positions, runSeries, scoredWith } from './run-series'

const line = (epoch: number, loss: number | null, validation?: number): EpochMetrics => ({
  epoch,
  loss,
  accuracy: 0.5,
  ...(validation === undefined ? {} : { validation: { loss: validation, accuracy: 0.4 } }),
  learningRate: 0.001,
  ms: 30_000,
  step: epoch * 100,
  at: '2026-11-23T03:00:00Z',
})
const metrics = [line(1, 3, 3.1), line(2, 2, 2.5), line(3, null, 2.4)]
const options = { axis: 'epoch', smoothing: 0, style: runStyle(0) } as const

describe('run series', () => {
  it('draws training dashed and validation solid, with a gap where the loss is no number', () => {
    const [training, validation] = runSeries('r', metrics, 'loss', options)
    expect(training?.points.map((point) => point.y)).toEqual([3, 2, null])
    expect(training?.dash.length).toBeGreaterThan(0)
    expect(validation?.points.map((point) => point.y)).toEqual([3.1, 2.5, 2.4])
    expect(validation?.dash).toEqual([])
  })

  it('leaves out a part that has no numbers', () => {
    expect(runSeries('r', [line(1, 3)], 'loss', options).map((one) => one.label)).toEqual(['Training'])
    expect(runSeries('r', metrics, 'auc', options)).toEqual([])
  })

  it('keeps the raw line, faint, behind a smoothed one', () => {
    expect(runSeries('r', metrics, 'loss', { ...options, smoothing: 0.6 }).map((one) => one.faint === true)).toEqual([true, false, true, false])
  })

  it('places epochs by step and by time', () => {
    expect(positions(metrics, 'step')).toEqual([100, 200, 300])
    expect(positions(metrics, 'time')).toEqual([0.5, 1, 1.5])
  })

  it('names what was measured, the loss first', () => expect(metricNames(metrics)).toEqual(['loss', 'accuracy']))

  it('finds the epoch of a cursor', () => {
    expect(epochAt(metrics, 'best', 2)?.epoch).toBe(2)
    expect(epochAt(metrics, 'last', 2)?.epoch).toBe(3)
    expect(epochAt(metrics, 1, 2)?.epoch).toBe(1)
    expect(epochAt(metrics, 99, null)?.epoch).toBe(3)
    expect(epochAt([], 'best', null)).toBeNull()
  })
})

describe('what scored rows', () => {
  it('is an epoch of a network, rounds of trees, and the runs of an ensemble', () => {
    expect(scoredWith({ kind: 'layers' }, 6)).toBe('weights of epoch 6')
    expect(scoredWith({ kind: 'trees' }, 83)).toBe('trees up to round 83')
    expect(scoredWith({ kind: 'ensemble', members: ['r-20261123-000000-aaaaa', 'r-20261123-000000-bbbbb'] }, 0)).toBe('the mean of 2 runs')
  })
})
