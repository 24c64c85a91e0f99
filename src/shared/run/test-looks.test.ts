import { describe, expect, it } from 'vitest'
import { subject } from './filter/fixtures/subject'
import type { RunRecord } from './run-record'
import { testLooksOf, testSeen, withTestLook } from './test-looks'

const at = (hour: number) => `2026-11-23T0${hour}:00:00.000Z`
const [segment] = subject().record.segments
const stretches = (...hours: readonly number[]) => hours.map((hour) => ({ ...(segment as NonNullable<typeof segment>), began: at(hour), kind: hour === 1 ? ('start' as const) : ('train-on' as const) }))
// As in run.json, where the time stands among the metrics.
const scored: RunRecord['test'] = Object.assign({ loss: 1 }, JSON.parse(JSON.stringify({ scoredAt: at(2) })) as object)
const record: RunRecord = { ...subject().record, best: { epoch: 3, training: { loss: 1 }, validation: null }, test: scored, segments: stretches(1) }

describe('looks at test rows', () => {
  it('are one, where an older record says when it was scored', () => {
    expect(testLooksOf(record)).toEqual([{ epoch: 3, at: at(2) }])
    expect(testSeen(record)).toBeNull()
    expect(testSeen({ ...record, test: null })).toBeNull()
  })

  it('are told of where there were several epochs', () => {
    const again: RunRecord = { ...record, ...withTestLook(record, { epoch: 2, at: at(3) }) }
    expect(testLooksOf(again)).toHaveLength(2)
    expect(testSeen(again)).toBe('The test rows were looked at for epochs 2, 3: they were not used once, at the end.')
    expect(testSeen({ ...record, ...withTestLook(record, { epoch: 3, at: at(3) }) })).toBeNull()
  })

  it('are told of where the run was trained on afterwards', () => {
    expect(testSeen({ ...record, segments: stretches(1, 5) })).toBe('The test rows were looked at before it was trained on: they were not used once, at the end.')
    expect(testSeen({ ...record, test: null, testLooks: [{ epoch: 7, at: at(6) }], segments: stretches(1, 5) })).toBeNull()
  })
})
