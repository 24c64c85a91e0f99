import { expect, it } from 'vitest'
import type { RunEntry } from '../engine/analysis-methods'
import { subject } from './filter/fixtures/subject'
import { selectRuns } from './select-runs'
import type { RunSelection } from './select-runs'

const run = (letter: string, accuracy: number | null, change: { archived?: boolean; name?: string } = {}): RunEntry => {
  const { record, notes } = subject()
  return {
    kind: 'run',
    record: { ...record, id: `r-20261123-041346-${letter.repeat(5)}`, created: `2026-11-23T04:00:0${letter.charCodeAt(0) - 97}Z`, test: accuracy === null ? null : { loss: 1, accuracy } },
    notes: { ...notes, ...change },
    spark: [],
  }
}
const bad: RunEntry = { kind: 'unreadable', id: 'r-20261123-041346-zzzzz', dir: '/x', reason: 'torn' }
const entries = [bad, run('a', 0.2), run('b', null), run('c', 0.4, { archived: true }), run('d', 0.3, { name: 'first' })]
const selected = (change: Partial<RunSelection>) =>
  selectRuns(entries, { filter: '', archived: false, sort: 'created', limit: null, ...change }).map((entry) => (entry.kind === 'run' ? entry.record.id.slice(-1) : 'bad'))

it('lists the newest first, leaves archived runs out, and never hides an unreadable one', () => {
  expect(selected({})).toEqual(['d', 'b', 'a', 'bad'])
  expect(selected({ archived: true })).toEqual(['d', 'c', 'b', 'a', 'bad'])
})

it('puts the best first, and runs without the value last', () => {
  expect(selected({ sort: 'test.accuracy', archived: true })).toEqual(['c', 'd', 'a', 'b', 'bad'])
  expect(selected({ sort: 'name' })).toEqual(['d', 'a', 'b', 'bad'])
})

it('filters before it counts', () => {
  expect(selected({ filter: 'test.accuracy > 0.1', limit: 1 })).toEqual(['d', 'bad'])
  expect(selected({ filter: 'nonsense >' })).toEqual(['bad'])
})
