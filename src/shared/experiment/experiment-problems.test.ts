import { describe, expect, it } from 'vitest'
import { subject } from '../run/filter/fixtures/subject'
import type { Experiment } from './experiment'
import { experimentProblems } from './experiment-problems'
import type { TableFacts } from './experiment-problems'

const base = subject().record.experiment
const table: TableFacts = {
  name: 'songs.csv',
  rows: 1000,
  columns: [
    { name: 'tempo', missing: 0, distinct: 900 },
    { name: 'energy', missing: 3, distinct: 800 },
    { name: 'track_genre', missing: 0, distinct: 114 },
    { name: 'constant', missing: 0, distinct: 1 },
    { name: 'empty', missing: 1000, distinct: 0 },
  ],
}
const problems = (change: (experiment: Experiment) => Experiment, memory?: number) =>
  experimentProblems(change(base), table, memory).map(({ code, message }) => [code, message])
const withTarget = (target: string) => (experiment: Experiment): Experiment => ({ ...experiment, recipe: { ...experiment.recipe, target } })

describe('experimentProblems', () => {
  it('finds nothing wrong with a sound experiment', () => expect(problems((same) => same)).toEqual([]))

  it('names a column that is not there, and those that are', () => {
    expect(problems(withTarget('genre'))).toEqual([
      ['column-not-found', 'songs.csv has no column "genre" to predict. Its columns: tempo, energy, track_genre, constant, empty.'],
      ['model-invalid', 'There are no classes to predict. Choose another target.'],
    ])
  })

  it.each([
    ['constant', /has only one class/],
    ['empty', /has no value in any of the 1000 rows/],
  ])('refuses the target %s', (target, message) => {
    expect(problems(withTarget(target))).toEqual([['target-invalid', expect.stringMatching(message)]])
  })

  it.each([
    ['a group column that is not there', { split: { method: 'group', group: 'nope' } }, ['column-not-found', /^songs\.csv has no column "nope" to group by\. Its columns: tempo/]],
    ['a split column that is not there', { split: { method: 'column', column: 'nope' } }, ['column-not-found', /which part a row belongs to/]],
    ['a split column that names no parts', { split: { method: 'column', column: 'sex' } }, ['recipe-invalid', /holds "female", which names no part/]],
    ['a weight column that is not there', { columns: { weight: 'nope' } }, ['column-not-found', /with weights of the rows/]],
    ['a weight column of texts', { columns: { weight: 'sex' } }, ['recipe-invalid', /Choose a column of numbers/]],
    ['a number to predict that is a text', { task: 'regression', target: 'sex' }, ['target-invalid', /holds texts, so it is no number/]],
  ] as const)('names %s', (_, change, [code, message]) => {
    const sex = { name: 'sex', missing: 0, distinct: 2, type: 'category' as const, mean: null, top: [{ value: 'female', count: 600 }, { value: 'male', count: 400 }] }
    const { recipe } = base
    const changed = { ...recipe, ...change, columns: { ...recipe.columns, ...('columns' in change ? change.columns : {}) }, split: { ...recipe.split, ...('split' in change ? change.split : {}) } }
    const found = experimentProblems({ ...base, recipe: changed }, { ...table, columns: [...table.columns, sex] })
    expect(found.find((one) => one.code === code)?.message).toMatch(message)
  })

  it('takes a split column that names parts', () => {
    const part = { name: 'part', missing: 0, distinct: 2, type: 'category' as const, mean: null, top: [{ value: 'Train', count: 600 }, { value: 'holdout', count: 400 }] }
    const recipe = { ...base.recipe, split: { ...base.recipe.split, method: 'column' as const, column: 'part' } }
    expect(experimentProblems({ ...base, recipe }, { ...table, columns: [...table.columns, part] })).toEqual([])
  })

  it('does not let the target be a feature', () => {
    expect(problems(withTarget('tempo'))).toContainEqual(['recipe-invalid', expect.stringContaining('"tempo" is the target')])
  })

  it('refuses a stack that the machine has no memory for, with both figures', () => {
    const wide = (experiment: Experiment): Experiment => ({
      ...experiment,
      model: { ...experiment.model, layers: Array.from({ length: 4 }, () => ({ kind: 'dense', units: 16_384, activation: 'relu' })) },
    })
    expect(problems(wide, 23 * 2 ** 30)).toEqual([['model-invalid', expect.stringMatching(/needs about \d+\.\d GB of memory, and this machine has 23\.0 GB/)]])
    expect(problems(wide, 64 * 2 ** 30)).toEqual([])
  })

  it('refuses settings that do not go together', () => {
    expect(problems((experiment) => ({ ...experiment, training: { ...experiment.training, loss: 'huber' } }))).toEqual([['training-invalid', expect.stringContaining('huber')]])
  })
})
