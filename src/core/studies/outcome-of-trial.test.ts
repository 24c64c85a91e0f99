import { CrossfadeError } from '@shared/errors'
import { subject } from '@shared/run/filter/fixtures/subject'
import type { RunRecord } from '@shared/run/run-record'
import { describe, expect, it } from 'vitest'
import { outcomeOf, outcomeOfError } from './outcome-of-trial'
import type { Circumstances } from './outcome-of-trial'

const run = (more: Partial<RunRecord>): RunRecord => ({ ...subject().record, ...more })
const plain: Circumstances = { ending: null, until: null, given: null, resting: false, deaths: 0 }
const status = (record: Partial<RunRecord>, circumstances: Partial<Circumstances> = {}): string => {
  const outcome = outcomeOf(run(record), { ...plain, ...circumstances })
  return outcome.kind === 'ended' ? outcome.end.status : outcome.kind
}

describe('what becomes of a trial', () => {
  it('is the end that its run had, or that was asked for', () => {
    expect(status({ status: 'completed' })).toBe('completed')
    expect(status({ status: 'stopped' })).toBe('stopped')
    expect(status({ status: 'stopped' }, { ending: { status: 'pruned', reason: 'worse' } })).toBe('pruned')
    expect(status({ status: 'failed', reason: 'It diverged.' })).toBe('failed')
  })

  it('is the end of its rung at the epoch of the rung, not before', () => {
    expect(status({ status: 'stopped', epochs: 9 }, { until: 9 })).toBe('halted')
    expect(status({ status: 'stopped', epochs: 8 }, { until: 9 })).toBe('stopped')
    // Paused just as its rung was over: it has had its epochs.
    expect(status({ status: 'stopped', epochs: 9 }, { until: 9, resting: true })).toBe('halted')
  })

  it('waits for more epochs where it has used up those it was given', () => {
    expect(status({ status: 'stopped', epochs: 3 }, { given: 3 })).toBe('out-of-epochs')
    expect(status({ status: 'completed', epochs: 2 }, { given: 3 })).toBe('completed')
    expect(status({ status: 'stopped', epochs: 3 }, { given: 3, resting: true })).toBe('rests')
  })

  it('rests with its study, and is taken up again where its process died, twice', () => {
    expect(status({ status: 'paused' }, { resting: true })).toBe('rests')
    expect(status({ status: 'stopped', epochs: 0 }, { resting: true })).toBe('rests')
    expect([0, 1, 2].map((deaths) => status({ status: 'interrupted', reason: null }, { deaths }))).toEqual(['again', 'again', 'failed'])
  })

  it('fails the study where every other trial would fail too', () => {
    expect(outcomeOf(run({ status: 'failed', reason: 'No space is left.', errorCode: 'disk-full' }), plain)).toEqual({ kind: 'study-fails', code: 'disk-full', reason: 'No space is left.' })
    expect(outcomeOfError(new CrossfadeError('file-not-found', 'The table is gone.'))).toMatchObject({ kind: 'study-fails', reason: 'The table is gone.' })
    const missing: Partial<RunRecord> = { status: 'failed', reason: 'Trees need LightGBM.', errorCode: 'engine-unavailable' }
    expect([outcomeOf(run({ ...missing, kind: 'trees' }), plain).kind, outcomeOf(run(missing), plain).kind]).toEqual(['study-fails', 'ended'])
    expect(outcomeOfError(new Error('layers[3] is not there'))).toEqual({ kind: 'ended', end: { status: 'failed', reason: 'layers[3] is not there', record: null } })
  })
})
