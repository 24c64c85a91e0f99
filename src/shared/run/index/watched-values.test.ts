import { describe, expect, it } from 'vitest'
import type { EpochMetrics } from '../epoch-metrics'
import { monitoredValue } from '../epoch-summary'
import type { RunRecord } from '../run-record'
import { watchedValues } from './watched-values'

const line = (epoch: number, loss: number | null, more: Partial<EpochMetrics> = {}): EpochMetrics => ({
  epoch,
  loss,
  accuracy: 0.25,
  logLoss: 7,
  validation: { loss: loss === null ? null : loss * 2, accuracy: 1e-7, logLoss: 8 },
  learningRate: 0.001,
  ms: 1.5,
  step: epoch,
  at: '2026-11-23T04:00:00.000Z',
  ...more,
})
const bare = ({ validation: _, ...rest }: EpochMetrics): EpochMetrics => rest
const lines = [line(1, 3.25), line(2, null, { diverged: true }), bare(line(3, -1.2345678901234567e-200)), line(4, 5, { validation: { loss: 123456789012345680000, macroF1: 0.5 } }), line(5, 0, { more: { loss: 9 } }), line(6, 6, { accuracy: undefined })]
const monitors: readonly RunRecord['monitor'][] = [
  null,
  { metric: 'loss', on: 'validation', mode: 'min' },
  { metric: 'loss', on: 'training', mode: 'min' },
  { metric: 'accuracy', on: 'validation', mode: 'max' },
  { metric: 'accuracy', on: 'training', mode: 'max' },
  { metric: 'macroF1', on: 'validation', mode: 'max' },
]
const expected = (some: readonly EpochMetrics[], monitor: RunRecord['monitor']) => some.flatMap((one) => monitoredValue(one, monitor) ?? [])

describe('watchedValues', () => {
  it.each(monitors)('reads of each line what a parsed line has: %j', (monitor) => {
    const compact = lines.map((one) => `${JSON.stringify(one)}\n`).join('')
    expect(watchedValues(compact, monitor)).toEqual(expected(lines, monitor))
    const spaced = lines.map((one) => `${JSON.stringify(one, null, 1).replace(/\n\s*/g, ' ')}\n`).join('')
    expect(watchedValues(spaced, monitor)).toEqual(expected(lines, monitor))
  })

  it.each(monitors)('leaves out a last line that was cut off anywhere: %j', (monitor) => {
    const [first, second] = [line(1, 1.5), line(2, 2.5)]
    const whole = `${JSON.stringify(first)}\n`
    const last = JSON.stringify(second)
    for (let length = 0; length < last.length; length++) expect(watchedValues(whole + last.slice(0, length), monitor)).toEqual(expected([first], monitor))
    expect(watchedValues(whole + last, monitor)).toEqual(expected([first, second], monitor))
    expect(watchedValues(`nonsense\n${whole}\n{"epoch":\n`, monitor)).toEqual(expected([first], monitor))
  })
})
