import { describe, expect, it } from 'vitest'
import type { Recipe } from '@shared/recipe/recipe'
import { columnSentence, rowSentence, splitSentence } from './recipe-sentences'

const recipe: Recipe = {
  task: 'classification',
  target: 'genre',
  columns: { features: ['energy'], ignored: [], types: {} },
  rows: [],
  steps: [],
  split: { method: 'stratified', validation: 0.1, test: 0.2, seed: 42 },
}

describe('the sentences of a recipe', () => {
  it('name the target and the columns that a step is for', () => {
    expect(rowSentence({ kind: 'drop-missing-target' }, recipe)).toBe('Leave out rows without a value in genre.')
    expect(rowSentence({ kind: 'one-row-per-key', column: 'track_id' }, recipe)).toBe('Keep one row for each track_id.')
    expect(rowSentence({ kind: 'drop-missing', columns: ['energy', 'tempo'] }, recipe)).toBe('Leave out rows with a missing value in energy, tempo.')
    expect(columnSentence({ kind: 'scale', columns: ['energy'], method: 'standard' })).toBe('Scale energy to mean 0 and standard deviation 1.')
  })

  it('tell the parameters of a step', () => {
    expect(columnSentence({ kind: 'impute-number', columns: 'all', method: 'median', indicator: true })).toBe(
      'Fill missing values in number columns with the median of the training rows, and mark where they were missing.',
    )
    expect(columnSentence({ kind: 'encode', columns: 'all', method: 'one-hot', limit: 100, unseen: 'zeros' })).toBe(
      'Turn category columns into one 0/1 column per category, at most 100 categories each.',
    )
    expect(rowSentence({ kind: 'sample', rows: 1000, seed: 7 }, recipe)).toBe('Take 1,000 rows at random (seed 7).')
  })

  it('tell how the rows are split', () => {
    expect(splitSentence(recipe)).toBe('Split at random, each class in equal shares: 70 % training, 10 % validation, 20 % test (seed 42).')
    const grouped: Recipe = { ...recipe, split: { ...recipe.split, method: 'group', group: 'track_id' } }
    expect(splitSentence(grouped)).toContain('rows with the same track_id stay together')
    const ordered: Recipe = { ...recipe, split: { ...recipe.split, method: 'ordered' } }
    expect(splitSentence(ordered)).not.toContain('seed')
    const named: Recipe = { ...recipe, split: { ...recipe.split, method: 'column', column: 'part' } }
    expect(splitSentence(named)).toBe('Split as the column part says.')
  })

  it('say where the test rows come from', () => {
    const tested = { ...recipe, split: { ...recipe.split, testFile: '/data/held out.csv' } }
    expect(splitSentence(tested)).toBe('Split at random, each class in equal shares: 90 % training, 10 % validation (seed 42); the test rows are those of held out.csv.')
    expect(rowSentence({ kind: 'drop-test-twins' }, tested)).toBe('Leave out rows whose features are in held out.csv too.')
    expect(rowSentence({ kind: 'drop-test-twins' }, recipe)).toBe('Leave out rows that are in the test file: choose one for the split.')
    expect(splitSentence({ ...tested, split: { ...tested.split, method: 'ordered' } })).toMatch(/the last rows for validation: 90 %/)
  })
})
