import { describe, expect, it } from 'vitest'
import type { Recipe } from '@shared/recipe/recipe'
import { moved, offeredColumnSteps, offeredRowSteps, replaced, without } from './recipe-edits'

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

describe('steps on offer', () => {
  it('do not name a step twice that does nothing a second time', () => {
    const kinds = offeredRowSteps(recipe, ['energy', 'track_id', 'genre'], 500).map(({ step }) => step.kind)
    expect(kinds).not.toContain('drop-missing-target')
    expect(kinds).toContain('drop-duplicates')
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
