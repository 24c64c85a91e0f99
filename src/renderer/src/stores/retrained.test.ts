import { describe, expect, it } from 'vitest'
import { recordOf } from '@shared/compare/fixtures/run-record'
import { retrained } from './retrained'

describe('retrained', () => {
  const base = recordOf({ id: 'aaaaa', splitSeed: 7, rows: [{ kind: 'drop-duplicates' }] })
  const run = recordOf({ id: 'bbbbb', features: ['energy'], layers: [], training: { learningRate: 0.01 } })
  const wanted = retrained(run, 'wide', base, 'small')

  it('takes the rows and the split of the baseline', () => {
    expect(wanted.dataset).toBe(base.dataset.id)
    expect(wanted.recipe.split).toEqual(base.experiment.recipe.split)
    expect(wanted.recipe.rows).toEqual([{ kind: 'drop-duplicates' }])
  })

  it('keeps all else of the run', () => {
    expect(wanted.name).toBe('wide, split of small')
    expect(wanted.recipe.columns.features).toEqual(['energy'])
    expect(wanted.recipe.steps).toEqual(run.experiment.recipe.steps)
    expect(wanted.model).toEqual(run.experiment.model)
    expect(wanted.training).toEqual(run.experiment.training)
  })
})
