import { describe, expect, it } from 'vitest'
import type { Column } from '@shared/dataset/column'
import { guessRecipe } from '@shared/recipe/guess'
import { inputWidth, widthIsCertain } from './input-width'

const column = (name: string, type: Column['type'], distinct: number, missing = 0): Column => ({
  name, position: 0, type, missing, distinct, min: 0, max: 10, mean: null, std: null, quantiles: null, histogram: null, top: [],
})
const columns = [column('mass', 'number', 90, 2), column('island', 'category', 3), column('sex', 'category', 2, 11), column('species', 'category', 3)]
const recipe = guessRecipe(columns, 344, 'species')

describe('inputWidth', () => {
  it('counts numbers once and a category once for each of its values, missing ones among them', () => {
    // 1 for mass, 3 for island, 2 + missing for sex
    expect(inputWidth(recipe, columns, 3)).toBe(1 + 3 + 3)
  })

  it('counts the mark of missing numbers', () => {
    const steps = recipe.steps.map((step) => (step.kind === 'impute-number' ? { ...step, indicator: true } : step))
    expect(inputWidth({ ...recipe, steps }, columns, 3)).toBe(8)
  })

  it('pools categories beyond the limit, and follows a type that was changed', () => {
    const many = [column('city', 'category', 500), column('y', 'category', 2)]
    const guessed = guessRecipe(many, 1000, 'y')
    expect(inputWidth(guessed, many, 2)).toBe(31)
    expect(inputWidth({ ...guessed, columns: { ...guessed.columns, types: { city: 'number' } } }, many, 2)).toBe(1)
  })
})

it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])('counts a column that is called %s as any other', (name) => {
  const all = [column(name, 'number', 90), column('y', 'category', 2)]
  expect(inputWidth(guessRecipe(all, 1000, 'y'), all, 2)).toBe(1)
})

describe('widthIsCertain', () => {
  const often = { ...column('island', 'category', 2), top: [{ value: 'Biscoe', count: 200 }, { value: 'Dream', count: 144 }] }
  const rare = { ...often, top: [{ value: 'Biscoe', count: 341 }, { value: 'Dream', count: 3 }] }
  const on = (feature: Column) => {
    const all = [feature, column('species', 'category', 3)]
    return widthIsCertain(guessRecipe(all, 344, 'species'), all, 103)
  }

  it('holds for numbers, and for categories on more rows than are kept from training', () => {
    expect(on(column('mass', 'number', 90, 2))).toBe(true)
    expect(on(often)).toBe(true)
  })
  it('does not hold where all rows of a category, or all missing values, may be outside training', () => {
    expect(on(rare)).toBe(false)
    expect(on({ ...often, missing: 1 })).toBe(false)
  })
})
