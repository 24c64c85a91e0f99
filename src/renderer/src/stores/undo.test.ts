import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { useUndoStore } from './undo'

beforeEach(() => setActivePinia(createPinia()))

describe('what can be taken back', () => {
  it('goes newest first, each once', async () => {
    const undo = useUndoStore()
    const taken: string[] = []
    undo.did('one', () => void taken.push('one'))
    undo.did('two', () => void taken.push('two'))
    expect(undo.last?.label).toBe('two')
    for (let i = 0; i < 3; i++) await undo.undo()
    expect(taken).toEqual(['two', 'one'])
    expect(undo.last).toBeNull()
  })

  it('may be taken back out of turn, by its notice, and then no more', async () => {
    const undo = useUndoStore()
    const taken: string[] = []
    const first = undo.did('one', () => void taken.push('one'))
    undo.did('two', () => void taken.push('two'))
    first()
    first()
    await undo.undo()
    expect(taken).toEqual(['one', 'two'])
  })
})
