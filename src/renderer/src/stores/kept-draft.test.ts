import { describe, expect, it } from 'vitest'
import { guessRecipe } from '@shared/recipe/guess'
import { defaultModel, defaultTraining } from '@shared/training/resolve'
import { keptDraft } from './kept-draft'

const draft = { name: 'mine', recipe: { ...guessRecipe([], 10, 'y'), columns: { features: ['a'], ignored: [], types: {} } }, model: defaultModel(10, 1, 2), training: defaultTraining('classification', 10) }

describe('keptDraft', () => {
  it('reads what was kept', () => expect(keptDraft(JSON.parse(JSON.stringify(draft)))).toEqual(draft))
  it.each([undefined, null, 7, {}, { ...draft, training: { ...draft.training, epochs: -1 } }])('takes %j for none', (value) => expect(keptDraft(value)).toBeNull())
})
