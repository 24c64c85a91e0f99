import { describe, expect, it } from 'vitest'
import { asBefore, beginAgain, rememberingBefore, takenOut } from './begin-again'
import { subject } from './filter/fixtures/subject'
import type { RunRecord } from './run-record'
import { withSegment } from './segments'

const here = { crossfade: '0.1.0', host: 'here' }
const completed: RunRecord = { ...subject().record, status: 'completed', reason: 'Stopped early: no improvement any more.', ended: '2026-11-23T05:00:00Z', epochs: 4 }
const queued = (record: RunRecord): RunRecord => ({
  ...beginAgain(record, 'queued'),
  segments: rememberingBefore(withSegment(record, 'train-on', 14, '2026-11-23T06:00:00Z', here), record),
})

describe('a run that is gone on with', () => {
  it('is what it was when it is taken out of the queue', () => {
    const again = takenOut(queued(completed), '2026-11-23T07:00:00Z')
    expect(again).toEqual({ ...completed, segments: withSegment(completed, 'train-on', 14, '', here).slice(0, -1) })
  })

  it('keeps the kind of its failure', () => {
    const failed: RunRecord = { ...completed, status: 'failed', reason: 'The disk is full.', errorCode: 'disk-full' }
    expect(queued(failed)).not.toHaveProperty('errorCode')
    expect(asBefore(queued(failed))).toMatchObject({ status: 'failed', reason: 'The disk is full.', errorCode: 'disk-full' })
  })

  it('is not what it was once it has trained', () => {
    expect(asBefore({ ...queued(completed), epochs: 5 })).toBeNull()
  })

  it('is stopped where it never stood otherwise', () => {
    const { segments, ...rest } = queued(completed)
    const fresh: RunRecord = { ...rest, segments: segments.map(({ before: _before, ...segment }) => segment) }
    expect(takenOut(fresh, '2026-11-23T07:00:00Z')).toMatchObject({ status: 'stopped', reason: 'Taken out of the queue.' })
  })
})
