import { describe, expect, it } from 'vitest'
import { recipe as recipeSchema } from './recipe'
import type { Recipe } from './recipe'
import { applyRemedy, isRemedied, sharesOf } from './remedies'
import type { Remedy } from './remedies'

const recipe: Recipe = {
  task: 'classification',
  target: 'y',
  columns: { features: ['a', 'b'], ignored: [{ name: 'c', reason: 'text' }], types: {} },
  rows: [{ kind: 'drop-missing-target' }],
  steps: [],
  split: { method: 'column', column: 'c', validation: 0.1, test: 0.2, seed: 42 },
}

describe('remedies', () => {
  const remedies: readonly Remedy[] = [
    { kind: 'ignore-column', label: '', column: 'a', reason: 'counts the rows' },
    { kind: 'split-by-group', label: '', column: 'c' },
    { kind: 'split-stratified', label: '' },
    { kind: 'add-row-step', label: '', step: { kind: 'drop-duplicates' } },
    { kind: 'set-type', label: '', column: 'b', type: 'number' },
  ]

  it.each(remedies)('$kind gives a valid recipe, leaves the old one as it was, and changes nothing the second time', (fix) => {
    const before = JSON.stringify(recipe)
    const once = applyRemedy(recipe, fix)
    expect(recipeSchema.parse(once)).toEqual(once)
    expect(once).not.toEqual(recipe)
    expect(applyRemedy(once, fix)).toEqual(once)
    expect([isRemedied(recipe, fix), isRemedied(once, fix)]).toEqual([false, true])
    expect(JSON.stringify(recipe)).toBe(before)
  })

  it('a left-out column moves from the features, with its reason', () => {
    const after = applyRemedy(recipe, { kind: 'ignore-column', label: '', column: 'a', reason: 'counts the rows' })
    expect(after.columns).toMatchObject({ features: ['b'], ignored: [{ name: 'c' }, { name: 'a', reason: 'counts the rows' }] })
  })

  it('a split by group forgets what other methods needed', () => {
    expect(applyRemedy(recipe, { kind: 'split-by-group', label: '', column: 'a' }).split).toEqual({ method: 'group', group: 'a', validation: 0.1, test: 0.2, seed: 42 })
  })

  it('that change the split keep its shares, its seed and its test file', () => {
    const split = { ...recipe.split, testFile: '/a/test.csv' }
    expect(applyRemedy({ ...recipe, split }, { kind: 'split-stratified', label: '' }).split).toEqual({ ...sharesOf(split), method: 'stratified' })
    expect(sharesOf(split)).toEqual({ validation: 0.1, test: 0.2, seed: 42, testFile: '/a/test.csv' })
  })
})
