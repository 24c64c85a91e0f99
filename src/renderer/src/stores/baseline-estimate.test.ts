import { describe, expect, it } from 'vitest'
import { defaultBaseline } from '@shared/baseline/baseline-settings'
import type { RunRecord } from '@shared/run/run-record'
import { estimateBaselineMs } from './baseline-estimate'

const trees = { baseline: defaultBaseline('boosted-trees'), rows: 79_800, trees: 114 }
/** What the estimate reads of a record. */
const done = (kind: 'boosted-trees' | 'forest', msPerRound: number) =>
  ({ baseline: defaultBaseline(kind), split: { train: 79_800 }, dataset: { classes: 114 }, timing: { medianEpochMs: msPerRound } }) as unknown as RunRecord

describe('the cost of a baseline', () => {
  it('is near what was measured on the machine that the costs are from', () => {
    const measured = [
      { rows: 79_800, trees: 114, msPerRound: 3138 },
      { rows: 7980, trees: 114, msPerRound: 409 },
      { rows: 4548, trees: 7, msPerRound: 27.5 },
    ]
    for (const { msPerRound, ...size } of measured) {
      const share = estimateBaselineMs([], { ...trees, ...size }) / (200 * msPerRound)
      expect(share).toBeGreaterThan(0.65)
      expect(share).toBeLessThan(1.5)
    }
  })
  it('follows the earlier ones of its kind on this machine', () => {
    expect(estimateBaselineMs([done('boosted-trees', 9000), done('forest', 1)], trees)).toBeCloseTo(200 * 9000, -3)
  })
  it('is never less than a start of the engine', () => {
    expect(estimateBaselineMs([], { ...trees, baseline: defaultBaseline('majority') })).toBe(1000)
  })
})
