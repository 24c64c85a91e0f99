import { describe, expect, it } from 'vitest'
import { defaultTraining } from '@shared/training/resolve'
import { followDefaults, withDefaults } from './run-defaults'
import type { RunDefaults } from './run-defaults'

const before: RunDefaults = { engine: 'auto', threads: 'auto', keepEvery: 0 }
const after: RunDefaults = { engine: 'graph', threads: 2, keepEvery: 5 }

describe('what new runs start with', () => {
  it('goes into a new design', () => expect(withDefaults(defaultTraining('classification', 100), after)).toMatchObject(after))

  it('reaches designs that stood at the former default', () => expect(followDefaults(withDefaults(defaultTraining('regression', 100), before), before, after)).toMatchObject(after))

  it('leaves alone what a design has set itself', () => {
    const own = { ...withDefaults(defaultTraining('regression', 100), before), engine: 'eager' as const, keepEvery: 3 }
    expect(followDefaults(own, before, after)).toMatchObject({ engine: 'eager', threads: 2, keepEvery: 3 })
  })

  it('keeps the same object where nothing changes', () => {
    const training = withDefaults(defaultTraining('regression', 100), after)
    expect(followDefaults(training, before, { ...before, keepEvery: 5 })).toBe(training)
  })
})
