import { describe, expect, it } from 'vitest'
import type { RunRecord } from '@shared/run/run-record'
import { estimateEpochMs } from './epoch-estimate'

const timed = (parameters: number, rows: number, batch: number, ms: number | null) =>
  ({
    parameters: { total: parameters, trainable: parameters },
    split: { method: 'random', train: rows, validation: 0, test: 0, seed: 0, hash: '', remarks: [] },
    engine: { requested: 'auto', mode: 'xla', reason: '', threads: 2, batch },
    timing: { prepareMs: null, compileMs: null, trainMs: null, medianEpochMs: ms },
  }) as unknown as RunRecord

describe('estimateEpochMs', () => {
  it('knows nothing before a run was timed', () => {
    expect(estimateEpochMs([], { parameters: 10, rows: 10, steps: 1 })).toBeNull()
    expect(estimateEpochMs([timed(10, 10, 10, null)], { parameters: 10, rows: 10, steps: 1 })).toBeNull()
  })

  it('gives the time of the same work again', () => {
    expect(estimateEpochMs([timed(98_000, 80_000, 256, 640)], { parameters: 98_000, rows: 80_000, steps: 313 })).toBeCloseTo(640, 6)
  })

  it('goes by the run that is nearest in work', () => {
    const records = [timed(1_000, 1_000, 32, 10), timed(2_000_000, 80_000, 256, 7_000)]
    const ms = estimateEpochMs(records, { parameters: 1_000_000, rows: 80_000, steps: 313 })
    expect(ms).toBeGreaterThan(3_000)
    expect(ms).toBeLessThan(4_000)
  })
})
