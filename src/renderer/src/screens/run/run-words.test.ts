// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import type { RunRecord } from '@shared/run/run-record'
import HeadlineMetrics from './HeadlineMetrics.vue'
import RunProgressStrip from './RunProgressStrip.vue'

/** What the strip reads of a record. */
const record = (status: string, kind = 'layers') => ({ status, kind, epochs: 0, segments: [], experiment: { training: { epochs: 200 } } }) as unknown as RunRecord
const progress = { kind: 'progress', doing: 'training', epoch: 3, step: 1, stepsPerEpoch: 10, samplesPerSecond: null, etaMs: null } as const

describe('the strip of a run at work', () => {
  it('says what a run that waits is waiting for, and moves no bar meanwhile', () => {
    const waiting = mount(RunProgressStrip, { props: { record: record('queued'), progress: null, ahead: 2 } })
    expect(waiting.text()).toContain('Waits behind 2 runs')
    expect(waiting.get('[role="progressbar"]').attributes('aria-valuenow')).toBe('0')
    expect(mount(RunProgressStrip, { props: { record: record('queued'), progress: null, ahead: 0 } }).text()).toContain('Waits for its turn')
  })
  it('counts the rounds of trees as rounds', () => {
    expect(mount(RunProgressStrip, { props: { record: record('training', 'trees'), progress, ahead: 0 } }).text()).toContain('Round 3 of 200')
    expect(mount(RunProgressStrip, { props: { record: record('training'), progress, ahead: 0 } }).text()).toContain('Epoch 3 of 200')
  })
})

const measured = (value: number, interval: [number, number] | null) => ({ value, interval, method: interval === null ? null : ('t' as const) })

describe('the headline metrics', () => {
  it('put the loss last, once, and never reach below what there can be', () => {
    const metrics = { loss: measured(0.5, [-0.2, 1.3]), logLoss: measured(0.5, null), rmse: measured(0.7, [0.6, 0.8]), r2: measured(-0.00004, null) }
    const shown = mount(HeadlineMetrics, { props: { metrics, values: null, task: 'classification' } })
    expect(shown.findAll('dt').map((one) => one.text())).toEqual(['RMSE', 'R²', 'Loss'])
    expect(shown.get('dt').attributes('title')).toBe('Root mean squared error')
    expect(shown.text()).toContain('0 to 1.3')
    expect(shown.findAll('dd.value')[1]?.text()).toBe('0')
  })
  it('keep the place of an interval that is still being worked out', () => {
    const shown = mount(HeadlineMetrics, { props: { metrics: { accuracy: measured(0.5, null) }, values: null, task: 'classification' } })
    expect(shown.find('dd.interval[aria-hidden]').exists()).toBe(true)
  })
})
