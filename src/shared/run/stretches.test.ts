import { describe, expect, it } from 'vitest'
import { subject } from './filter/fixtures/subject'
import type { RunRecord, RunSegment } from './run-record'
import { stretchesOf } from './stretches'

const segment = (change: Partial<RunSegment>): RunSegment => ({
  kind: 'start', began: '', ended: '', from: 0, until: 10, reached: 10, outcome: 'completed', position: null, crossfade: '', host: '', ...change,
})
const of = (...segments: RunSegment[]) => stretchesOf({ ...subject().record, segments } satisfies RunRecord)

describe('stretchesOf', () => {
  it('is one for a run that was trained in one go, or interrupted and resumed', () => {
    const whole = [{ until: 10, stopAt: null }]
    expect(of(segment({}))).toEqual(whole)
    expect(of(segment({ reached: 4, outcome: 'interrupted' }), segment({ kind: 'resume', from: 4, reached: 7, outcome: 'paused' }), segment({ kind: 'resume', from: 7 }))).toEqual(whole)
    expect(of(segment({ reached: 2, outcome: 'stopped', position: { epoch: 3, stepInEpoch: 1 } }), segment({ kind: 'resume', from: 2 }))).toEqual(whole)
  })

  it('ends where somebody stopped it', () => {
    expect(of(segment({ reached: 2, outcome: 'stopped', position: { epoch: 3, stepInEpoch: 7 } }))).toEqual([{ until: 10, stopAt: { epoch: 3, stepInEpoch: 7 } }])
    expect(of(segment({ reached: 2, outcome: 'stopped' }))).toEqual([{ until: 10, stopAt: { epoch: 3, stepInEpoch: 0 } }])
  })

  it('has one for each length that the run worked towards', () => {
    expect(of(segment({}), segment({ kind: 'train-on', from: 10, until: 15, reached: 15 }))).toEqual([{ until: 10, stopAt: null }, { until: 15, stopAt: null }])
    const stopped = segment({ reached: 3, outcome: 'stopped', position: { epoch: 4, stepInEpoch: 2 } })
    expect(of(stopped, segment({ kind: 'train-on', from: 3, until: 8, reached: 8 }))).toEqual([{ until: 10, stopAt: { epoch: 4, stepInEpoch: 2 } }, { until: 8, stopAt: null }])
  })

  it('forgets what was begun again from nothing', () => {
    expect(of(segment({ reached: 1, outcome: 'interrupted' }), segment({ until: 12 }))).toEqual([{ until: 12, stopAt: null }])
  })
})
