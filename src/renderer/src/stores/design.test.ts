// @vitest-environment happy-dom
import { leftOutByChoice } from '@shared/recipe/guess'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Column } from '@shared/dataset/column'
import type { DatasetRecord } from '@shared/dataset/dataset-record'
import { useDatasetsStore } from './datasets'
import { useDesignStore } from './design'
import { untaken } from './design-name'
import { rowQuestion } from './row-question'

const column = (name: string, position: number, type: Column['type'], distinct: number): Column => ({
  name, position, type, missing: 0, distinct, min: 0, max: 10, mean: 5, std: 1, quantiles: null, histogram: null, top: [],
})
const dataset: DatasetRecord = {
  version: 1,
  id: 'd-0123456789ab',
  name: 'wine.csv',
  path: '/data/wine.csv',
  sha256: 'a'.repeat(64),
  bytes: 1000,
  modified: '2026-11-23T03:00:00Z',
  synthetic: false,
  reading: { format: 'csv' },
  rows: 1000,
  rejectedRows: 0,
  rejected: [],
  columns: [column('acid', 0, 'number', 800), column('sugar', 1, 'number', 700), column('quality', 2, 'number', 400), column('colour', 3, 'category', 2)],
  openedAt: '2026-11-23T03:00:00Z',
}

function opened() {
  const datasets = useDatasetsStore()
  datasets.all = [dataset]
  datasets.choose(dataset.id)
  return useDesignStore()
}

describe('design', () => {
  beforeEach(() => setActivePinia(createPinia()))

  it('starts with a sound experiment on the dataset that was opened', () => {
    const design = opened()
    expect(design.draft?.recipe.target).toBe('colour')
    expect(design.facts?.problems).toEqual([])
    expect(design.facts?.rows).toEqual({ kept: 1000, train: 700, validation: 100, test: 200 })
    expect(design.facts?.inputs).toBe(3)
  })

  it('goes back from a file read in another way, with what was designed on it, and forth again', () => {
    const design = opened()
    const datasets = useDatasetsStore()
    design.change({ name: 'before' })
    const other: DatasetRecord = { ...dataset, id: 'd-ba9876543210', reading: { format: 'csv', delimiter: ';' } }
    datasets.all = [other, dataset]
    const before = design.draft
    datasets.choose(other.id)
    design.readAnotherWay(dataset.id, before)
    expect([datasets.currentId, design.draft?.name, design.canRedo]).toEqual([other.id, 'before', false])
    design.change({ name: 'after' })
    design.undo()
    expect([datasets.currentId, design.draft?.name]).toEqual([other.id, 'before'])
    design.undo()
    expect([datasets.currentId, design.draft?.name, design.canRedo]).toEqual([dataset.id, 'before', true])
    design.redo()
    expect(datasets.currentId).toBe(other.id)
    design.undo()
    // What is changed now is another way on: there is nothing left to redo.
    design.change({ name: 'otherwise' })
    expect(design.canRedo).toBe(false)
  })

  it('follows another target with task, loss and output, and can undo that as one step', () => {
    const design = opened()
    design.chooseTarget('quality')
    expect(design.draft?.recipe.task).toBe('regression')
    expect(design.draft?.training.loss).toBe('mean-squared-error')
    expect(design.draft?.model.output.activation).toBe('linear')
    expect(design.facts?.problems).toEqual([])
    design.undo()
    expect(design.draft?.recipe.target).toBe('colour')
    expect(design.draft?.model.output.activation).toBe('softmax')
    expect(design.canUndo).toBe(false)
    design.redo()
    expect(design.draft?.recipe.target).toBe('quality')
  })

  it('keeps what was done to the rows, and what was left out, when the target changes', () => {
    const design = opened()
    const recipe = design.draft?.recipe
    const feature = recipe?.columns.features[0] ?? ''
    design.changeRecipe({
      rows: [...(recipe?.rows ?? []), { kind: 'drop-duplicates' }],
      ...(recipe === undefined ? {} : { columns: { ...recipe.columns, features: recipe.columns.features.slice(1), ignored: [...recipe.columns.ignored, { name: feature, reason: leftOutByChoice }] } }),
    })
    design.chooseTarget('quality')
    expect(design.draft?.recipe.rows).toContainEqual({ kind: 'drop-duplicates' })
    expect(design.draft?.recipe.columns.features).not.toContain(feature)
  })

  it('finds what stands in the way of training before it starts', () => {
    const design = opened()
    design.changeModel({ layers: [{ kind: 'dense', units: 8, activation: 'relu' }, { kind: 'piecewise-linear', bins: 4 }], output: { activation: 'softmax' } })
    expect(design.facts?.shapes.problems[0]).toMatchObject({ layer: 1 })
    expect(design.canTrain).toBe(false)
    design.undo()
    expect(design.facts?.problems).toEqual([])
  })

  it('keeps a draft for each dataset', () => {
    const design = opened()
    design.changeTraining({ epochs: 7 })
    const datasets = useDatasetsStore()
    datasets.all = [dataset, { ...dataset, id: 'd-ba9876543210', name: 'other.csv' }]
    datasets.choose('d-ba9876543210')
    expect(design.draft?.training.epochs).toBe(100)
    datasets.choose(dataset.id)
    expect(design.draft?.training.epochs).toBe(7)
  })

  it('takes the rows as the data engine counted them, for the recipe that they were counted for', () => {
    const design = opened()
    expect(design.facts?.rowsCounted).toBe(false)
    const recipe = design.draft?.recipe
    if (recipe === undefined) throw new Error('no draft')
    const split = { method: 'random', train: 560, validation: 80, test: 160, seed: 1, hash: 'h', remarks: [] }
    const classes = ['red', 'white'].map((name) => ({ name, train: 280, validation: 40, test: 80 }))
    design.takeRowPlan(rowQuestion(dataset.id, recipe), { rows: 1000, kept: 800, dropped: [{ reason: 'equal to another row', rows: 200 }], split, classes })
    expect(design.facts?.rows).toEqual({ kept: 800, train: 560, validation: 80, test: 160 })
    expect(design.facts?.steps).toBe(Math.ceil(560 / (design.facts?.batch ?? 1)))
    expect(design.facts?.rowsCounted).toBe(true)
    design.changeRecipe({ split: { ...recipe.split, test: 0.3 } })
    expect(design.facts?.rowsCounted).toBe(false)
    expect(design.facts?.rows.train).toBe(600)
  })

  it('names a run after its layers where the person gave no name', () => {
    const design = opened()
    design.changeModel({ layers: [{ kind: 'dense', units: 64, activation: 'tanh' }, { kind: 'dropout', rate: 0.3 }], output: { activation: 'softmax' } })
    expect(design.shownName).toBe('64 tanh, dropout 0.3')
    design.changeModel({ layers: [], output: { activation: 'softmax' } })
    expect(design.shownName).toBe('Logistic regression')
    design.change({ name: ' mine ' })
    expect(design.shownName).toBe('mine')
  })

  it('numbers a name that another run has taken', () => {
    expect(untaken('64 relu', new Set())).toBe('64 relu')
    expect(untaken('64 relu', new Set(['64 relu', '64 relu (2)']))).toBe('64 relu (3)')
  })
})
