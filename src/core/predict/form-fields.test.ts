import type { Pipeline } from '@shared/recipe/pipeline'
import { expect, it } from 'vitest'
import { formFields } from './form-fields'

const category = { kind: 'category', numeric: false } as const
const pipeline: Pipeline = {
  version: 1, task: 'regression', target: { kind: 'number', name: 'y', mean: 0, std: 1 }, fittedOn: { part: 'train', rows: 10 }, reading: {}, features: ['a', 'b', 'c=x', 'c=y'],
  columns: [
    { kind: 'numbers', name: 'a', type: 'number', reader: { kind: 'number' }, outputs: [{ feature: 'a', source: { kind: 'value' }, operations: [{ kind: 'fill', value: 4 }, { kind: 'linear', shift: 5, scale: 2 }] }] },
    { kind: 'numbers', name: 'b', type: 'boolean', reader: { kind: 'boolean', yes: ['yes'], no: ['no'] }, outputs: [{ feature: 'b', source: { kind: 'value' }, operations: [{ kind: 'fill', value: 0 }] }] },
    { kind: 'one-hot', name: 'c', type: 'category', reader: category, missingAs: null, categories: ['x', 'y'], pooled: ['10', '2'], missing: false, other: true, unseen: 'other', features: ['c=x', 'c=y'] },
  ],
}

it('asks for each column by what the training rows hold', () => {
  const fields = formFields(pipeline, [
    { kind: 'numbers', low: 1, high: 9, middle: 3, whole: true },
    { kind: 'numbers', low: 0, high: 1, middle: 1, whole: true },
    { kind: 'categories', most: 'y' },
  ])
  expect(fields).toEqual([
    { kind: 'number', name: 'a', low: 1, high: 9, whole: true, usual: 3 },
    { kind: 'boolean', name: 'b', usual: 1 },
    { kind: 'category', name: 'c', known: ['2', '10', 'x', 'y'], count: 4, usual: 'y' },
  ])
})

it('guesses ranges from the fitted steps where the table is gone', () => {
  expect(formFields(pipeline, null)).toMatchObject([{ low: -1, high: 11, usual: 4 }, { usual: 0 }, { usual: 'x' }])
})
