import { subject } from '@shared/run/filter/fixtures/subject'
import { describe, expect, it } from 'vitest'
import type { RunSummary } from '@shared/engine/analysis-methods'
import { none } from '../../format/number'
import { arrangeRuns, sortRuns } from './arrange-runs'
import { cellText, runColumns } from './run-columns'

const run = (tail: string, epochs: number, accuracy: number | null, tags: string[] = []): RunSummary => {
  const { record, notes } = subject()
  return { kind: 'run', record: { ...record, id: `r-20261123-041346-${tail}`, epochs, test: accuracy === null ? null : { loss: 1, accuracy } }, notes: { ...notes, tags }, spark: [] }
}
const runs = [run('aaaaa', 3, 0.5, ['x']), run('bbbbb', 12, null), run('ccccc', 7, 0.9, ['x'])]
const tails = (list: readonly RunSummary[]) => list.map((one) => one.record.id.slice(-1)).join('')

describe('the list of runs', () => {
  it('is sorted by a column, those without a value last either way', () => {
    const columns = runColumns(runs)
    expect(tails(sortRuns(runs, null, columns))).toBe('abc')
    expect(tails(sortRuns(runs, { key: 'epochs', descending: true }, columns))).toBe('bca')
    expect(tails(sortRuns(runs, { key: 'test:accuracy', descending: true }, columns))).toBe('cab')
    expect(tails(sortRuns(runs, { key: 'test:accuracy', descending: false }, columns))).toBe('acb')
  })

  it('comes in groups with their counts, and a closed one shows its heading only', () => {
    expect(arrangeRuns(runs, 'none', new Set())).toHaveLength(3)
    expect(arrangeRuns(runs, 'tag', new Set()).map((line) => (line.kind === 'group' ? `${line.label}: ${line.runs}` : line.key.slice(-1)))).toEqual(['x: 2', 'a', 'c', 'Without a tag: 1', 'b'])
    expect(arrangeRuns(runs, 'tag', new Set(['x'])).map((line) => line.kind)).toEqual(['group', 'group', 'run'])
  })
})

describe('a cell of the list', () => {
  it('counts no epochs of an ensemble', () => {
    const one = run('aaaaa', 0, null)
    expect(cellText(one, 'epochs')).toBe('0')
    expect(cellText({ ...one, record: { ...one.record, kind: 'ensemble' } }, 'epochs')).toBe(none)
  })
})
