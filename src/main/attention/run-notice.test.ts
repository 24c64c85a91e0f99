import type { RunSummary } from '@shared/engine/analysis-methods'
import type { RunStatus } from '@shared/run/run-state'
import { describe, expect, it } from 'vitest'
import { runNotices } from './run-notice'

function run(status: RunStatus, seconds = 120): RunSummary {
  const started = '2026-11-23T10:00:00.000Z'
  const ended = new Date(Date.parse(started) + seconds * 1000).toISOString()
  const record = {
    id: 'r-20261123-100000-abcde', status, started, ended, epochs: 12, reason: 'No space is left.',
    best: { epoch: 9, training: { loss: 1 }, validation: { loss: 1, accuracy: 0.3341 } },
  }
  return { kind: 'run', record: record as unknown as RunSummary['record'], notes: { version: 1, name: 'Wide', tags: [], notes: '', archived: false }, spark: [] }
}

describe('the notice of a run', () => {
  it('comes when a long run has ended', () => {
    const notice = runNotices(() => 60)
    expect(notice(run('training'))).toBeNull()
    expect(notice(run('completed'))).toEqual({ title: 'Wide: completed', body: '12 epochs, validation accuracy 33.4 %' })
  })

  it('comes once', () => {
    const notice = runNotices(() => 60)
    notice(run('training'))
    notice(run('completed'))
    expect(notice(run('completed'))).toBeNull()
  })

  it('does not come for a short run', () => {
    const notice = runNotices(() => 60)
    notice(run('training'))
    expect(notice(run('completed', 59))).toBeNull()
  })

  it('does not come for runs of before this start', () => {
    expect(runNotices(() => 0)(run('completed'))).toBeNull()
  })

  it('tells why a run failed', () => {
    const notice = runNotices(() => 60)
    notice(run('training'))
    expect(notice(run('failed'))).toEqual({ title: 'Wide: failed', body: 'No space is left.' })
  })
})
