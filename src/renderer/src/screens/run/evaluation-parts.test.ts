import { describe, expect, it } from 'vitest'
import type { PartEvaluation } from '@shared/run/evaluation'
import type { EvaluationOverview } from '@shared/run/evaluation-views'
import { withIntervals } from './evaluation-parts'

const bare = (value: number) => ({ value, interval: null, method: null })
const part: PartEvaluation = {
  rows: 100,
  epoch: 3,
  scoredAt: '2026-11-23T07:00:00.000Z',
  metrics: { loss: bare(0.5), accuracy: { value: 0.8, interval: [0.7, 0.9], method: 'wilson' }, macroF1: bare(0.75), auc: bare(0.9) },
  confusion: null,
  perClass: null,
}
const overview = {
  kind: 'classes',
  metrics: {
    logLoss: { value: 0.5, interval: [0.4, 0.6], method: 't' },
    accuracy: { value: 0.8, interval: [0.71, 0.91], method: 'wilson' },
    macroF1: { value: 0.75, interval: [0.7, 0.8], method: 'bca' },
    auc: { value: 0.5, interval: [0.4, 0.6], method: 'bca' },
  },
} as unknown as EvaluationOverview

describe('intervals of an evaluation', () => {
  const metrics = withIntervals(part, overview)

  it('are those that were computed since, where it has none', () => expect(metrics['macroF1']?.interval).toEqual([0.7, 0.8]))
  it('stay as recorded where it has them', () => expect(metrics['accuracy']?.interval).toEqual([0.7, 0.9]))
  it('of the log loss are those of the loss where both are the same', () => expect(metrics['loss']?.interval).toEqual([0.4, 0.6]))
  it('are not taken from another value', () => expect(metrics['auc']?.interval).toBeNull())
  it('bring along what only the scores tell', () => expect(metrics['logLoss']?.value).toBe(0.5))
  it('are none before the scores were read', () => expect(withIntervals(part, null)).toBe(part.metrics))
})
