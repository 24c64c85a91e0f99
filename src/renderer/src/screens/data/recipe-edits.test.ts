import { describe, expect, it } from 'vitest'
import type { ColumnStep, Recipe } from '@shared/recipe/recipe'
import { moved, offeredColumnSteps, offeredRowSteps, overridden, replaced, without } from './recipe-edits'

const recipe: Recipe = {
  task: 'classification', target: 'genre', columns: { features: ['energy'], ignored: [], types: {} },
  rows: [{ kind: 'drop-missing-target' }], steps: [],
  split: { method: 'stratified', validation: 0.1, test: 0.2, seed: 42 },
}

describe('edits of a list of steps', () => {
  it('move, take out and replace one entry and leave the list they were given alone', () => {
    const list = ['a', 'b', 'c']
    expect(moved(list, 0, 2)).toEqual(['b', 'c', 'a'])
    expect(moved(list, 2, 0)).toEqual(['c', 'a', 'b'])
    expect(moved(list, 0, 3)).toEqual(list)
    expect(without(list, 1)).toEqual(['a', 'c'])
    expect(replaced(list, 1, 'x')).toEqual(['a', 'x', 'c'])
    expect(list).toEqual(['a', 'b', 'c'])
  })
})

describe('column steps that say otherwise than an earlier one', () => {
  const all = ['a', 'b', 'c', 'd', 'e']
  const scale = (columns: 'all' | string[], method: 'standard' | 'minmax'): ColumnStep => ({ kind: 'scale', columns, method })
  const told = (...steps: readonly ColumnStep[]) => overridden(steps, (step) => (step.columns === 'all' ? all : step.columns), (at) => at + 4)

  it('are named where the earlier one stands', () => {
    const clip: ColumnStep = { kind: 'clip', columns: 'all', low: 0.1, high: 0.9 }
    expect(told(scale('all', 'standard'), clip, scale(['b'], 'minmax'))).toEqual(['Not for b: step 6 says otherwise.', null, null])
    expect(told(scale(['a'], 'minmax'), scale('all', 'standard'))).toEqual(['Does nothing: step 5 says otherwise for all of its columns.', null])
    expect(told(scale('all', 'standard'), scale(['a', 'b'], 'minmax'), scale(['c', 'd'], 'minmax'))[0]).toBe('Not for a, b, c and 1 more: steps 5 and 6 say otherwise.')
  })
})

describe('steps on offer', () => {
  it('do not name a step twice that does nothing a second time', () => {
    const kinds = offeredRowSteps(recipe, ['energy', 'track_id', 'genre'], 500).map(({ step }) => step.kind)
    expect(kinds).not.toContain('drop-missing-target')
    expect(kinds).toContain('drop-duplicates')
  })

  it('compare with a test file only where there is one', () => {
    const offered = (testFile?: string) => offeredRowSteps({ ...recipe, split: { ...recipe.split, ...(testFile === undefined ? {} : { testFile }) } }, ['energy'], 500).map(({ step }) => step.kind)
    expect([offered().includes('drop-test-twins'), offered('held.csv').includes('drop-test-twins')]).toEqual([false, true])
  })

  it('take the column that is called a key', () => {
    const offered = offeredRowSteps(recipe, ['energy', 'track_id', 'genre'], 500)
    expect(offered.find(({ step }) => step.kind === 'one-row-per-key')?.step).toEqual({ kind: 'one-row-per-key', column: 'track_id' })
    expect(offered.find(({ step }) => step.kind === 'sample')?.step).toMatchObject({ rows: 500 })
  })

  it('go by the kinds of columns that there are', () => {
    const kinds = offeredColumnSteps({ numbers: false, categories: true, dates: false }).map(({ step }) => step.kind)
    expect(kinds).toEqual(['impute-category', 'encode'])
  })
})
