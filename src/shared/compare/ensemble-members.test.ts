import { describe, expect, it } from 'vitest'
import { defaultBaseline } from '../baseline/baseline-settings'
import type { Evaluation } from '../run/evaluation'
import type { RunDetail } from '../run/run-detail'
import { ensembleObstacle } from './ensemble-members'
import { recordOf } from './fixtures/run-record'

const weights = { best: 'a', last: 'b' }
const member = (id: string, facts: Omit<Parameters<typeof recordOf>[0], 'id'> = {}, change: Partial<RunDetail['record']> = {}, classes = ['x', 'y', 'z']) => {
  const evaluation: Evaluation = { version: 1, classes, validation: null, test: null }
  return { record: { ...recordOf({ id, ...facts }), weights, ...change }, notes: { version: 1 as const, name: `run ${id}`, tags: [], notes: '', archived: false }, evaluation }
}
const one = member('aaaaa')

describe('ensembleObstacle', () => {
  it('lets runs be put together that differ in layers, seeds and training', () => {
    expect(ensembleObstacle([one, member('bbbbb', { layers: [], training: { seed: 7, learningRate: 0.1 } })])).toBeNull()
  })

  it('lets trees and the most frequent class be put together with networks, and runs that prepare their inputs in other ways', () => {
    const grown = { kind: 'trees', weights: null } as const
    const trees = member('bbbbb', {}, { ...grown, baseline: defaultBaseline('boosted-trees') })
    const majority = member('ccccc', { features: ['tempo'] }, { ...grown, baseline: { kind: 'majority' } })
    expect(ensembleObstacle([one, trees, majority])).toBeNull()
    expect(ensembleObstacle([trees, majority])).toBeNull()
  })

  it.each([
    ['one run', [one], /two different runs/],
    ['an ensemble', [one, member('bbbbb', {}, { kind: 'ensemble' })], /is an ensemble itself/],
    ['a run without a finished model', [one, member('bbbbb', {}, { weights: null, status: 'training' })], /has no finished model: it is training/],
    ['trees that did not come to their end', [one, member('bbbbb', {}, { kind: 'trees', weights: null, best: null, status: 'failed' })], /has no finished model: it is failed/],
    ['a run of another program', [one, member('bbbbb', {}, { kind: 'imported' })], /was read from another program/],
    ['another target', [one, member('bbbbb', { target: 'mood' })], /predict different things \(genre and mood\)/],
    ['another file', [one, member('bbbbb', { sha256: 'b'.repeat(64) })], /different files/],
    ['other classes', [one, member('bbbbb', {}, {}, ['x', 'y'])], /do not have the same classes/],
    ['another split', [one, member('bbbbb', { splitHash: 'another' })], /split in different ways/],
  ] as const)('says in plain words why it refuses %s', (_, members, words) => {
    expect(ensembleObstacle(members)).toMatch(words)
  })
})
