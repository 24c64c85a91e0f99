import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readVersioned } from '../files/versioned'
import { subject } from './filter/fixtures/subject'
import { runRecordFormat } from './run-formats'
import type { RunRecord } from './run-record'
import { epochsWanted, settingsInForce, withPlace, withSegment, withSegmentEnded } from './segments'

const here = { crossfade: '0.1.0', host: 'here' }
const record: RunRecord = subject().record

describe('the stretches of a run', () => {
  it('keep what was asked for apart from what came of it', () => {
    const asked = { ...record, engine: null, experiment: { ...record.experiment, training: { ...record.experiment.training, epochs: 10, batch: 'auto' as const, threads: 'auto' as const } } }
    expect(settingsInForce(asked)).toMatchObject({ epochs: 10, batch: 'auto', threads: 'auto', engine: 'auto' })
    const begun = { ...asked, engine: record.engine, segments: withSegment(asked, 'train-on', 15, '2026-11-23T05:00:00Z', here) }
    expect(settingsInForce(begun)).toMatchObject({ epochs: 15, batch: 256, threads: 1, engine: 'xla' })
    expect(begun.experiment.training).toMatchObject({ epochs: 10, batch: 'auto' })
    expect(epochsWanted(begun)).toBe(15)
  })

  it('end with the state that the run ends in, at the place where it stood', () => {
    const working: RunRecord = { ...record, status: 'training', epochs: 4, segments: withSegment({ ...record, epochs: 0 }, 'start', 15, '2026-11-23T05:00:00Z', here) }
    expect(withSegmentEnded(working)).toBe(working)
    const stopped: RunRecord = { ...working, status: 'stopped', ended: '2026-11-23T05:01:00Z', segments: withPlace(working.segments, { epoch: 5, stepInEpoch: 3 }) }
    const after = withSegmentEnded(stopped)
    expect(after.segments).toMatchObject([{ from: 0, reached: 4, outcome: 'stopped', ended: '2026-11-23T05:01:00Z', position: { epoch: 5, stepInEpoch: 3 } }])
    expect(withSegmentEnded(after)).toBe(after)
  })

  it('say of one that nobody ended that it was interrupted', () => {
    const working: RunRecord = { ...record, status: 'training', epochs: 4, ended: null, segments: withSegment({ ...record, epochs: 0 }, 'start', 15, '2026-11-23T05:00:00Z', here) }
    expect(withSegment(working, 'resume', 15, '2026-11-23T06:00:00Z', here)).toMatchObject([
      { kind: 'start', outcome: 'interrupted', reached: 4 },
      { kind: 'resume', from: 4, until: 15, outcome: null },
    ])
  })
})

describe('a record of version 1', () => {
  it('is read as one stretch, with the mode that was asked for', () => {
    const read = readVersioned(readFileSync('src/shared/run/fixtures/run-version-1.json', 'utf8'), runRecordFormat)
    if (read.kind === 'bad') throw new Error(read.reason)
    expect(read.value).toMatchObject({
      version: 2,
      experiment: { training: { engine: 'auto', epochs: 5 } },
      engine: { mode: 'graph' },
      segments: [{ kind: 'start', from: 0, until: 5, reached: 5, outcome: 'completed', position: null, host: 'somewhere' }],
    })
    expect(settingsInForce(read.value)).toMatchObject({ engine: 'graph', batch: 16, threads: 1, epochs: 5 })
  })
})
