import { describe, expect, it } from 'vitest'
import { guessRecipe } from '@shared/recipe/guess'
import type { StudyDesign } from '@shared/study/study'
import { defaultModel, defaultTraining } from '@shared/training/resolve'
import { firstDesign, firstPlan } from './study-plans'
import { sampleTrials, studySize } from './study-size'

const columns = ['a', 'b'].map((name) => ({ name, type: 'number' as const, missing: 0, distinct: 50, min: 0, max: 1, mean: 0.5, std: 0.2 }))
const experiment: StudyDesign['experiment'] = {
  version: 1,
  name: 'base',
  dataset: { path: 'a.csv', reading: {} },
  recipe: { ...guessRecipe(columns as never, 200, 'b'), task: 'classification' },
  model: defaultModel(200, 1, 3),
  training: { ...defaultTraining('classification', 200), epochs: 27 },
}
const search = firstDesign(experiment, 'search')
const plan = search.plan as Extract<StudyDesign['plan'], { kind: 'search' }>

describe('the size of a study', () => {
  it('is the product of a grid and its seeds, up to the budget', () => {
    expect(studySize(search)).toMatchObject({ trials: 9, epochs: 243 })
    expect(studySize({ ...search, plan: { ...plan, seeds: 3 } })).toMatchObject({ trials: 27 })
    expect(studySize({ ...search, budget: { trials: 4, epochs: 50 } })).toMatchObject({ trials: 4, epochs: 50 })
  })

  it('is what the budget says where a strategy never ends by itself', () => {
    const random = { ...search, plan: { ...plan, strategy: { kind: 'random' as const, seed: 1 } } }
    expect(studySize({ ...random, budget: { trials: 30 } })).toMatchObject({ trials: 30, epochs: 810 })
    expect(studySize({ ...random, budget: { minutes: 5 } })).toMatchObject({ trials: null, epochs: null })
  })

  it('counts the epochs of halving once: what a rung keeps goes on', () => {
    const halving = { ...search, budget: { trials: 27 }, plan: { ...plan, strategy: { kind: 'successive-halving' as const, seed: 1, factor: 3, minEpochs: 1 } } }
    // 27 x 1, then 9 x 2 more, 3 x 6 more, 1 x 18 more.
    expect(studySize(halving)).toMatchObject({ trials: 27, epochs: 27 + 18 + 18 + 18 })
  })

  it('counts the trials that are laid out from the start', () => {
    const sizes = (['repeat', 'learning-curve', 'k-fold'] as const).map((kind) => studySize({ ...search, plan: firstPlan(kind, experiment) }).trials)
    expect(sizes).toEqual([5, 15, 5])
  })

  it('is estimated by experiments that the trials will have', () => {
    expect(sampleTrials(search).map(({ experiment: { training } }) => training.learningRate)).toEqual([0.00033, 0.001, 0.003, 0.00033, 0.001, 0.003, 0.00033, 0.001, 0.003])
  })
})
