import { describe, expect, it } from 'vitest'
import { comparabilityReasons } from './comparability'
import type { Candidate } from './comparability'
import { recordOf } from './fixtures/run-record'

const candidate = (id: string, facts: Omit<Parameters<typeof recordOf>[0], 'id'> = {}, rest: Partial<Candidate> = {}): Candidate => ({
  name: id,
  record: recordOf({ id, ...facts }),
  classes: ['x', 'y', 'z'],
  scoredRows: 'the rows',
  ...rest,
})
const a = candidate('aaaaa')
const reasons = (...others: Candidate[]) => comparabilityReasons(a, others, 'test').map(({ kind, runs }) => [kind, ...runs.map((run) => run.slice(-5))])

describe('comparabilityReasons', () => {
  it('finds nothing against runs on the same rows, whatever their settings', () => {
    expect(reasons(candidate('bbbbb', { features: ['tempo'], layers: [], training: { labelSmoothing: 0.1 } }))).toEqual([])
  })

  it.each([
    ['target', candidate('bbbbb', { target: 'mood' })],
    ['data', candidate('bbbbb', { sha256: 'b'.repeat(64) })],
    ['recipe', candidate('bbbbb', { rows: [{ kind: 'drop-duplicates' }] })],
    ['classes', candidate('bbbbb', {}, { classes: ['x', 'y'] })],
    ['split', candidate('bbbbb', { splitHash: 'another' })],
    ['unscored', candidate('bbbbb', {}, { scoredRows: null })],
    ['rows', candidate('bbbbb', {}, { scoredRows: 'other rows' })],
  ] as const)('says when the %s differs', (kind, other) => {
    expect(reasons(other)).toEqual([[kind, 'bbbbb']])
  })

  it('gives each run its first reason only', () => {
    expect(reasons(candidate('bbbbb', { sha256: 'b'.repeat(64), splitHash: 'another' }, { scoredRows: null }))).toEqual([['data', 'bbbbb']])
  })

  it('gathers runs with the same reason, and leaves the others alone', () => {
    const found = comparabilityReasons(a, [candidate('bbbbb', { splitHash: 'p' }), candidate('ccccc'), candidate('ddddd', { splitHash: 'q' })], 'test')
    expect(found).toHaveLength(1)
    expect(found[0]?.message).toBe('bbbbb and ddddd were split into training and test rows in another way than aaaaa: rows that one was tested on, the other learned from.')
    expect(found[0]?.advice).toBe('Train bbbbb and ddddd again on the split of aaaaa, with the same layers and training settings; the new run can be compared.')
    expect(found[0]?.remedy).toEqual({ kind: 'retrain-on-split', split: a.record.id })
  })

  it('counts the tested rows that are the same, where they are known', () => {
    const [reason] = comparabilityReasons({ ...a, rowNumbers: [1, 2, 3, 4] }, [candidate('bbbbb', { splitHash: 'p' }, { rowNumbers: [4, 5, 6] })], 'test')
    expect(reason?.message).toContain('(1 of the 3 test rows of bbbbb are test rows of aaaaa too)')
  })

  it('asks for patience, not for scores, while a run trains', () => {
    const training = candidate('bbbbb', {}, { scoredRows: null })
    const found = comparabilityReasons(a, [{ ...training, record: { ...training.record, status: 'training', split: null } }], 'test')
    expect(found).toMatchObject([{ kind: 'unscored', remedy: { kind: 'wait' }, message: 'bbbbb has not ended yet.' }])
  })

  it('says when the baseline itself is unscored', () => {
    const found = comparabilityReasons({ ...a, scoredRows: null }, [candidate('bbbbb')], 'validation')
    expect(found).toMatchObject([{ kind: 'unscored', runs: [a.record.id], remedy: { kind: 'score', part: 'validation' } }])
  })
})
