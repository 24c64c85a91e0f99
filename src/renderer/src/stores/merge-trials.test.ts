import { describe, expect, it } from 'vitest'
import type { Trial } from '@shared/study/trial'
import { mergeTrials } from './merge-trials'

const trial = (number: number, change: Partial<Trial> = {}): Trial => ({
  trial: number, run: `r-20261123-101500-0000${number}`, configuration: number, values: {}, seed: 1, by: 'strategy', bracket: null, until: null, status: 'running',
  reason: null, objective: null, epoch: null, epochs: 0, parameters: null, trainMs: 0, curve: [], begun: '', ended: null, ...change,
})

describe('trials that arrive while a study works', () => {
  it('take the place of their number, and leave the others the same objects', () => {
    const known = [trial(1), trial(2)]
    const merged = mergeTrials(known, [trial(3), trial(1, { status: 'completed', objective: 0.5 })])
    expect(merged?.map(({ trial: number, status }) => [number, status])).toEqual([[1, 'completed'], [2, 'running'], [3, 'running']])
    expect(merged?.[1]).toBe(known[1])
  })

  it('leave no gap: where one is missing, all must be read again', () => {
    expect(mergeTrials([trial(1)], [trial(3)])).toBeNull()
    expect(mergeTrials([trial(1)], [trial(3), trial(2)])?.map((one) => one.trial)).toEqual([1, 2, 3])
  })
})
