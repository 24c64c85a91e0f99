import { describe, expect, it } from 'vitest'
import { guessRecipe } from '@shared/recipe/guess'
import { composeExperiment } from '@shared/study/compose'
import { gridValues } from '@shared/study/space'
import { defaultModel, defaultTraining } from '@shared/training/resolve'
import { defaultOptimizer } from '@shared/training/optimizer'
import { parseValues, printValues, settingLabel, settingValue, studySettings } from './settings-catalogue'

const columns = ['a', 'b'].map((name) => ({ name, type: 'number' as const, missing: 0, distinct: 50, min: 0, max: 1, mean: 0.5, std: 0.2 }))
const recipe = guessRecipe(columns as never, 200, 'b')
const base = {
  version: 1 as const,
  name: 'base',
  dataset: { path: 'a.csv', reading: {} },
  recipe: { ...recipe, task: 'classification' as const, steps: [{ kind: 'scale' as const, columns: 'all' as const, method: 'standard' as const }] },
  model: defaultModel(200, 1, 3),
  training: { ...defaultTraining('classification', 200), optimizer: defaultOptimizer('adamw') },
}

describe('the settings that the form offers', () => {
  it.each(studySettings.map((one) => [one.path, one] as const))('%s begins with values that the experiment can have', (path, one) => {
    const first = one.first(base)
    const values = gridValues(first)
    expect(values.length).toBeGreaterThan(1)
    for (const value of values) expect(composeExperiment(base, { [path]: value })).toMatchObject({ kind: 'ok' })
  })

  it('are told in words', () => {
    expect(settingLabel('layers.width')).toBe('Units in each layer')
    expect(settingLabel('layers[1].width')).toBe('Units of layer 2')
    expect(settingLabel('recipe.rows')).toBe('recipe.rows')
    expect(settingValue('training.optimizer', 'adamw')).toBe('AdamW')
    expect(settingValue('training.optimizer', defaultOptimizer('adamw'))).toBe('AdamW')
    expect(settingValue('training.learningRate', 0.001)).toBe('0.001')
    expect(settingValue('layers.batchNormalization', true)).toBe('yes')
  })

  it('take values that are typed with commas', () => {
    expect(parseValues('64, 128,256', 'whole')).toEqual([64, 128, 256])
    expect(parseValues('0.5, x', 'number')).toBeNull()
    expect(parseValues('1.5', 'whole')).toBeNull()
    expect(parseValues('', 'number')).toEqual([])
    expect(parseValues('{"kind":"adam","beta1":0.9}, sgd', null)).toEqual([{ kind: 'adam', beta1: 0.9 }, 'sgd'])
    expect(printValues([64, 'relu', { a: 1 }])).toBe('64, relu, {"a":1}')
  })
})
