import { afterEach, describe, expect, it, vi } from 'vitest'
import { stepBench } from '../fixtures/step-run'
import { nativeBackend } from '../tensorflow'
import { graphsLoaded } from './graph-session'

afterEach(() => vi.restoreAllMocks())

describe('a recorded program that cannot be set up', () => {
  for (const call of [1, 2]) {
    it(`leaves no session behind (call ${call})`, () => {
      const bench = () => stepBench('graph', { layers: [{ kind: 'dense', units: 4 + call, activation: 'tanh' }] })
      bench().dispose()
      const loaded = graphsLoaded()
      const backend = nativeBackend()
      const original = backend.runSavedModel.bind(backend)
      let calls = 0
      vi.spyOn(backend, 'runSavedModel').mockImplementation((...given) => {
        if (++calls === call) throw new Error('no memory')
        return original(...given)
      })
      const gone = vi.spyOn(backend, 'deleteSavedModel')
      expect(bench).toThrow('no memory')
      expect(gone).toHaveBeenCalledTimes(1)
      expect(graphsLoaded()).toBe(loaded)
      vi.restoreAllMocks()
      bench().dispose()
      expect(graphsLoaded()).toBe(loaded + 1)
    })
  }
})
