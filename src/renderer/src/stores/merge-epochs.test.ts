import { describe, expect, it } from 'vitest'
import type { EpochMetrics } from '@shared/run/epoch-metrics'
import { mergeEpochs } from './merge-epochs'

const line = (epoch: number, loss = epoch): EpochMetrics => ({ epoch, loss, learningRate: 0.001, ms: 1, step: epoch, at: '2026-11-23T03:00:00Z' })

describe('mergeEpochs', () => {
  it('appends what is new', () => expect(mergeEpochs([line(1)], [line(2), line(3)]).map((one) => one.epoch)).toEqual([1, 2, 3]))
  it('takes each epoch once when a snapshot overlaps with events', () => {
    expect(mergeEpochs([line(1), line(2), line(3)], [line(2), line(3), line(4)]).map((one) => one.epoch)).toEqual([1, 2, 3, 4])
  })
  it('prefers the newer line, as a resumed run writes it', () => expect(mergeEpochs([line(1), line(2, 9)], [line(2, 5)])[1]?.loss).toBe(5))
  it('leaves everything alone for an empty batch', () => {
    const known = [line(1)]
    expect(mergeEpochs(known, [])).toBe(known)
  })
})
