import { defineStore } from 'pinia'
import { shallowReactive, shallowRef } from 'vue'
import { CrossfadeError } from '@shared/errors'
import type { ArgumentOf } from '@shared/ipc/contract'
import type { KeptImportance } from '@shared/ipc/requests/evaluation'
import { api } from '../api/crossfade'
import { plainError } from '../api/plain-error'

type Part = ArgumentOf<'evaluation:importance'>['on']

/** A measurement at work; there is one at a time. */
export interface ImportanceWork {
  readonly key: string
  readonly doing: string
  /** 0 to 1, or null while unknown. */
  readonly share: number | null
}

/** How much runs depend on each column: what was measured before is shown at once, a new measurement is asked for. */
export const useImportanceStore = defineStore('importance', () => {
  const known = shallowReactive(new Map<string, KeptImportance>())
  const failures = shallowReactive(new Map<string, string>())
  const work = shallowRef<ImportanceWork | null>(null)
  let listening = false

  const keyOf = (id: string, on: Part): string => `${id} ${on}`

  /** Takes what the run's folder holds. */
  async function look(id: string, on: Part): Promise<void> {
    try {
      const kept = await api.keptImportance({ id, on })
      if (kept === null) known.delete(keyOf(id, on))
      else known.set(keyOf(id, on), kept)
    } catch (thrown) {
      failures.set(keyOf(id, on), plainError(thrown))
    }
  }

  async function measure(id: string, on: Part, repeats: number): Promise<void> {
    const key = keyOf(id, on)
    if (!listening) {
      listening = true
      api.onEvaluationProgress(({ id: of, doing, share }) => {
        if (work.value !== null && work.value.key.startsWith(of)) work.value = { ...work.value, doing, share }
      })
    }
    failures.delete(key)
    work.value = { key, doing: 'Loading the rows', share: null }
    try {
      known.set(key, await api.measureImportance({ id, on, repeats }))
    } catch (thrown) {
      if (!(thrown instanceof CrossfadeError && thrown.code === 'cancelled')) failures.set(key, plainError(thrown))
    } finally {
      if (work.value?.key === key) work.value = null
    }
  }
  const cancel = () => api.cancelEvaluation('importance')

  return { known, failures, work, keyOf, look, measure, cancel }
})
