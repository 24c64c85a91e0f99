import { describe, expect, it } from 'vitest'
import type { Recipe } from '@shared/recipe/recipe'
import { recipeSentences } from './recipe-sentences'

const recipe: Recipe = {
  task: 'classification',
  target: 'genre',
  columns: { features: ['energy'], ignored: [], types: {} },
  rows: [{ kind: 'drop-missing-target' }, { kind: 'one-row-per-key', column: 'track_id' }],
  steps: [
    { kind: 'impute-number', columns: 'all', method: 'median', indicator: true },
    { kind: 'encode', columns: 'all', method: 'one-hot', limit: 100, unseen: 'zeros' },
    { kind: 'scale', columns: ['energy'], method: 'standard' },
  ],
  split: { method: 'stratified', validation: 0.1, test: 0.2, seed: 42 },
}

describe('recipeSentences', () => {
  it('tells the steps in the order in which they are done', () => {
    expect(recipeSentences(recipe, { numbers: true, categories: true })).toEqual([
      'Leave out rows without a value in genre.',
      'Keep one row for each track_id.',
      'Split at random, each class in equal shares: 70 % training, 10 % validation, 20 % test (seed 42).',
      'Fill missing values in number columns with the median of the training rows, and mark where they were missing.',
      'Turn category columns into one 0/1 column per category, at most 100 categories each.',
      'Scale energy to mean 0 and standard deviation 1.',
    ])
  })

  it('leaves out steps for kinds of columns that the features do not have', () => {
    const told = recipeSentences(recipe, { numbers: true, categories: false })
    expect(told.some((line) => line.includes('category'))).toBe(false)
  })

  it('names the group column of a group split', () => {
    const grouped: Recipe = { ...recipe, split: { ...recipe.split, method: 'group', group: 'track_id' } }
    expect(recipeSentences(grouped, { numbers: true, categories: true })[2]).toContain('rows with the same track_id stay together')
  })
})
