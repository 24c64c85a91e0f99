import { describe, expect, it } from 'vitest'
import type { EpochMetrics } from './epoch-metrics'
import { asInterrupted, bestOf, sparkOf, summaryOf, withEpochs } from './epoch-summary'
import { subject } from './filter/fixtures/subject'

const line = (epoch: number, loss: number | null, more: Partial<EpochMetrics> = {}): EpochMetrics => ({
  epoch,
  loss,
  accuracy: 0.5,
  validation: { loss, accuracy: 0.4 },
  learningRate: 0.001,
  ms: 10,
  step: epoch * 5,
  at: `2026-11-23T04:00:0${epoch}Z`,
  ...more,
})
const onLoss = { metric: 'loss', on: 'validation', mode: 'min' } as const
const record = { ...subject().record, status: 'training', epochs: 0, best: null, last: null } as const

describe('what is known of the epochs of a run', () => {
  it('keeps metrics and leaves out what is none', () => {
    expect(summaryOf(line(1, 2))).toEqual({ epoch: 1, training: { loss: 2, accuracy: 0.5 }, validation: { loss: 2, accuracy: 0.4 } })
  })

  it('finds the first best epoch, and passes over what is no number', () => {
    const lines = [line(1, null), line(2, 3), line(3, 1), line(4, 1), line(5, 2)]
    expect(bestOf(lines, onLoss)?.epoch).toBe(3)
    expect(bestOf(lines, { metric: 'accuracy', on: 'validation', mode: 'max' })?.epoch).toBe(1)
    expect(bestOf([line(1, null)], onLoss)).toBeNull()
  })

  it('goes by training rows where there are no others', () => {
    const bare = line(1, 2)
    delete bare.validation
    expect(bestOf([bare], onLoss)?.epoch).toBe(1)
  })

  it('reads what finished after the last state change from the lines', () => {
    expect(withEpochs(record, [line(1, 3), line(2, 1), line(3, 2)])).toMatchObject({ status: 'training', epochs: 3, best: { epoch: 2 }, last: { epoch: 3 } })
    expect(withEpochs(record, [])).toEqual(record)
    expect(asInterrupted(record, [line(1, 3)], 'gone')).toMatchObject({ status: 'interrupted', reason: 'gone', epochs: 1, ended: '2026-11-23T04:00:01Z' })
  })

  it('thins a long curve to its ends and an even choice between', () => {
    const spark = sparkOf(Array.from({ length: 100_000 }, (_, i) => line(i + 1, i)), onLoss)
    expect(spark).toHaveLength(60)
    expect([spark[0], spark[59]]).toEqual([0, 99_999])
    expect([...spark].sort((a, b) => a - b)).toEqual(spark)
  })
})
