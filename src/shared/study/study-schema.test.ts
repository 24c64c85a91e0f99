import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { search, study } from './fixtures/study'
import { readStudy } from './study-problems'

const published = z.fromJSONSchema(JSON.parse(readFileSync('resources/study.schema.json', 'utf8')) as Parameters<typeof z.fromJSONSchema>[0])
/** As it comes out of a file. */
const written = (document: unknown): unknown => JSON.parse(JSON.stringify(document))
const ranged = (change: Record<string, unknown>) => ({ ...search({ strategy: { kind: 'random', seed: 1 } }), space: [{ kind: 'float', path: 'training.learningRate', low: 0.001, high: 0.1, ...change }] })
const { experiment } = study()

describe('resources/study.schema.json and the reader agree', () => {
  it.each<[string, unknown]>([
    ['a small grid', study()],
    ['one that names its schema', { $schema: '../study.schema.json', ...study() }],
    ['a range with all its fields', study({ plan: ranged({ log: true, steps: 3 }) as ReturnType<typeof search>, budget: { trials: 3, minutes: 1.5, epochs: 40 } })],
    ['a setting with a condition', study({ plan: search({ space: [{ kind: 'choice', path: 'layers.count', values: [1, 2] }, { kind: 'choice', path: 'layers[1].width', values: [4, 8], when: { path: 'layers.count', in: [2] } }] }) })],
    ['a whole part as a value', study({ plan: search({ space: [{ kind: 'choice', path: 'training.optimizer', values: [{ kind: 'adamw', beta1: 0.9, beta2: 0.999, epsilon: 1e-7, weightDecay: 0.01 }, 'adam'] }] }) })],
    ['names of columns, which are nobody\'s fields', study({ experiment: { ...experiment, recipe: { ...experiment.recipe, columns: { ...experiment.recipe.columns, types: { 'a column': 'number' } } } } })],
    ['a cross-validation', study({ plan: { kind: 'k-fold', folds: 5, repeats: 2, stratified: true, group: 'a', seed: 1 } })],
    ['the songs', JSON.parse(readFileSync('resources/studies/song-genres.json', 'utf8'))],
    ['the songs, quick', JSON.parse(readFileSync('resources/studies/song-genres-quick.json', 'utf8'))],
  ])('on what is good: %s', (_name, document) => {
    expect(readStudy(written(document))).toMatchObject({ kind: 'ok' })
    expect(published.safeParse(written(document)).error).toBeUndefined()
  })

  it.each<[string, unknown]>([
    ['no object', []],
    ['another version', { ...study(), version: 2 }],
    ['no plan', { ...study(), plan: undefined }],
    ['a field beside all others', { ...study(), seeds: 3 }],
    ['a misspelt field of the budget', { ...study(), budget: { minuts: 1 } }],
    ['a misspelt field of a range', { ...study(), plan: ranged({ stepz: 3 }) }],
    ['a field of another kind of setting', { ...study(), plan: { ...search({}), space: [{ kind: 'choice', path: 'layers.count', values: [1], steps: 3 }] } }],
    ['a field of another strategy', { ...study(), plan: search({ strategy: { kind: 'grid', seed: 1 } as { kind: 'grid' } }) }],
    ['a misspelt field of a condition', { ...study(), plan: { ...search({}), space: [{ kind: 'choice', path: 'layers.count', values: [1], when: { path: 'layers.width', in: [1], is: 2 } }] } }],
    ['a field of another plan', { ...study(), plan: { kind: 'repeat', seeds: 3, resplit: false, folds: 3 } }],
    ['a misspelt field of the training', { ...study(), experiment: { ...experiment, training: { ...experiment.training, clipNrm: 1 } } }],
    ['a misspelt field of a layer', { ...study(), experiment: { ...experiment, model: { ...experiment.model, layers: [{ kind: 'dense', units: 4, activation: 'relu', unit: 3 }] } } }],
    ['a word for a number', { ...study(), plan: ranged({ low: 'small' }) }],
    ['a budget of nothing', { ...study(), budget: { trials: 0 } }],
  ])('on what is bad: %s', (_name, document) => {
    expect(readStudy(written(document))).toMatchObject({ kind: 'bad' })
    expect(published.safeParse(written(document)).success).toBe(false)
  })
})
