import { describe, expect, it } from 'vitest'
import type { EpochMetrics } from '@shared/run/epoch-metrics'
import { overfitsFrom } from './overfitting'

const run = (training: readonly number[], validation: readonly number[]): EpochMetrics[] =>
  training.map((loss, index) => ({ epoch: index + 1, loss, validation: { loss: validation[index] ?? null }, learningRate: 0.001, ms: 1, step: 1, at: '2026-11-23T03:00:00Z' }))

describe('overfitsFrom', () => {
  it('finds where the gap opens', () => expect(overfitsFrom(run([5, 4, 3, 2.5, 2, 1.5], [5, 4, 3.5, 3.6, 3.8, 4]), 100)).toBe(3))
  it('says nothing while the validation loss still falls', () => expect(overfitsFrom(run([5, 4, 3, 2], [5, 4, 3.5, 3.4]), 100)).toBeNull())
  it('does not take one bad epoch for it', () => expect(overfitsFrom(run([5, 4, 3, 2.5], [5, 4, 3.5, 3.9]), 100)).toBeNull())
  it('does not call a diverging training that', () => expect(overfitsFrom(run([3, 2, 4, 5, 6], [3, 2, 4, 5, 6]), 100)).toBeNull())
  it('does not mind a run without validation rows', () => expect(overfitsFrom(run([3, 2, 1, 1], []), 100)).toBeNull())
  it('says nothing of a few validation rows', () => expect(overfitsFrom(run([5, 4, 3, 2.5, 2, 1.5], [5, 4, 3.5, 3.6, 3.8, 4]), 29)).toBeNull())
})
