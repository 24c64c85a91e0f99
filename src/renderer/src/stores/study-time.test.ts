import { describe, expect, it } from 'vitest'
import { subject } from '@shared/run/filter/fixtures/subject'
import type { RunRecord } from '@shared/run/run-record'
import { study } from '@shared/study/fixtures/study'
import type { StudyDesign } from '@shared/study/study'
import { studySize } from './study-size'
import { studyTime } from './study-time'

const table = { rows: 1000, columns: [] }
const timeOf = (design: StudyDesign, records: readonly RunRecord[], atOnce = 1) => studyTime(design, studySize(design), table, records, { atOnce, cores: 4 })
const { record } = subject()
const timed: RunRecord = {
  ...record,
  kind: 'layers',
  parameters: { total: 500, trainable: 500 },
  split: { train: 700, validation: 100, test: 200 } as RunRecord['split'],
  engine: { mode: 'graph', threads: 1, batch: 32 } as RunRecord['engine'],
  timing: { ...record.timing, medianEpochMs: 100, prepareMs: 0, compileMs: 0 },
}

describe('the time of a study', () => {
  it('is said before any run of this machine, as rough', () => {
    const rough = timeOf(study(), [])
    expect(rough?.by).toBe('rough')
    expect(rough?.ms).toBeGreaterThan(0)
  })

  it('goes by runs that were timed, however many others came after them', () => {
    const others: RunRecord[] = Array.from({ length: 60 }, () => ({ ...timed, kind: 'trees' as const }))
    const queued: RunRecord[] = Array.from({ length: 60 }, () => ({ ...timed, timing: { ...timed.timing, medianEpochMs: null } }))
    const known = timeOf(study(), [timed])
    expect(known?.by).toBe('runs')
    expect(timeOf(study(), [...others, ...queued, timed])).toEqual(known)
    // Twice as slow a machine takes twice as long.
    expect(timeOf(study(), [{ ...timed, timing: { ...timed.timing, medianEpochMs: 200 } }])?.ms).toBeCloseTo(2 * (known?.ms ?? 0), 6)
  })

  it('is what the budget allows, where that is less or nothing else bounds it', () => {
    expect(timeOf(study({ budget: { minutes: 0.001 } }), [timed])).toEqual({ ms: 60, by: 'budget' })
    const plan = study().plan
    const endless = study({ plan: plan.kind === 'search' ? { ...plan, strategy: { kind: 'random', seed: 1 } } : plan, budget: { minutes: 5 } })
    expect(timeOf(endless, [])).toEqual({ ms: 300_000, by: 'budget' })
    expect(timeOf({ ...endless, budget: {} }, [])).toBeNull()
  })
})
