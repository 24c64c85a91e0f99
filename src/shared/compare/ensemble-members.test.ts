import { describe, expect, it } from 'vitest'
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

  it.each([
    ['one run', [one], /two different runs/],
    ['an ensemble', [one, member('bbbbb', {}, { kind: 'ensemble' })], /is an ensemble itself/],
    ['a run without a finished model', [one, member('bbbbb', {}, { weights: null, status: 'training' })], /has no finished model: it is training/],
    ['another target', [one, member('bbbbb', { target: 'mood' })], /predict different things \(genre and mood\)/],
    ['another file', [one, member('bbbbb', { sha256: 'b'.repeat(64) })], /different files/],
    ['other classes', [one, member('bbbbb', {}, {}, ['x', 'y'])], /do not have the same classes/],
    ['another split', [one, member('bbbbb', { splitHash: 'another' })], /split in different ways/],
    ['another preparation', [one, member('bbbbb', { features: ['tempo'] })], /prepare their inputs in different ways/],
  ] as const)('says in plain words why it refuses %s', (_, members, words) => {
    expect(ensembleObstacle(members)).toMatch(words)
  })
})
