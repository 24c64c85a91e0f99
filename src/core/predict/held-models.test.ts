import type { Pipeline } from '@shared/recipe/pipeline'
import { describe, expect, it } from 'vitest'
import { meanOfGroups } from './held-models'
import { cellsAt, joinedColumns } from './joined-columns'

type Column = Pipeline['columns'][number]
const number = (name: string): Column => ({ kind: 'numbers', name, type: 'number', reader: { kind: 'number' }, outputs: [{ feature: name, source: { kind: 'value' }, operations: [] }] })
const category = (name: string): Column => ({ kind: 'lookup', name, type: 'category', reader: { kind: 'category', numeric: false }, method: 'ordinal', missingAs: null, categories: ['a'], values: [[0]], missingValue: [0], unseenValue: [0], features: [name], operations: [[]] })
const preparation = (...columns: Column[]): Pipeline => ({
  version: 1,
  task: 'classification',
  target: { kind: 'classes', name: 'y', reader: { kind: 'category', numeric: false }, classes: ['no', 'yes'] },
  fittedOn: { part: 'train', rows: 10 },
  reading: {},
  columns,
  features: columns.map(({ name }) => name),
})

describe('joinedColumns', () => {
  it('asks for each column once, and finds the cells of each preparation again', () => {
    const { columns, places } = joinedColumns([preparation(number('mass'), category('town')), preparation(category('town'), number('age'))])
    expect(columns.map(({ name }) => name)).toEqual(['mass', 'town', 'age'])
    expect(places.map((of) => cellsAt([70, 'a', 30], of))).toEqual([[70, 'a'], ['a', 30]])
    expect(() => cellsAt([70, 'a'], places[1] ?? [])).toThrow(/fewer cells than the form has fields/)
  })

  it('refuses a column that is a number for one and a category for another', () => {
    expect(() => joinedColumns([preparation(number('town')), preparation(category('town'))])).toThrow(/read town in different ways/)
  })
})

describe('meanOfGroups', () => {
  it('counts each group as often as it has models, and names every unseen column once', () => {
    const networks = { models: 3, rows: [{ values: [0.2, 0.8], unseen: ['town'] }] }
    const trees = { models: 1, rows: [{ values: [0.6, 0.4], unseen: ['town', 'year'] }] }
    const [mean] = meanOfGroups([networks, trees])
    expect(mean?.values.map((value) => Number(value.toFixed(9)))).toEqual([0.3, 0.7])
    expect(mean?.unseen).toEqual(['town', 'year'])
  })

  it('leaves what one group says as it is', () => {
    const rows = [{ values: [0.1 + 0.2, 0.7], unseen: [] }]
    expect(meanOfGroups([{ models: 3, rows }])).toBe(rows)
  })
})
