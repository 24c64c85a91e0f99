import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import type { ComparedPart } from '@shared/compare/comparison'
import { plainError } from '../api/plain-error'
import { useAppStore } from './app'
import { reasonsAgainst } from './comparison'
import type { ComparedRun } from './comparison'
import { useRunsStore } from './runs'

export const leastCompared = 2
export const mostCompared = 20

export const useCompareStore = defineStore('compare', () => {
  const app = useAppStore()
  const runs = useRunsStore()
  /** In the order in which they are shown. */
  const ids = ref<readonly string[]>([])
  const chosenBaseline = ref<string | null>(null)
  const failure = ref<string | null>(null)
  /** Which rows the numbers are of. */
  const part = ref<ComparedPart>('test')

  const shown = computed(() => ids.value.flatMap((id) => runs.byId(id) ?? []))
  const baseline = computed(() => (chosenBaseline.value !== null && ids.value.includes(chosenBaseline.value) ? chosenBaseline.value : (ids.value[0] ?? null)))
  const reasons = computed(() => {
    const all: readonly ComparedRun[] = shown.value.map((run) => ({ name: run.notes.name === '' ? run.record.id : run.notes.name, record: run.record, detail: runs.details.get(run.record.id) ?? null }))
    const base = all.find((one) => one.record.id === baseline.value)
    return base === undefined
      ? []
      : reasonsAgainst(
          base,
          all.filter((one) => one !== base),
          part.value,
        )
  })

  /** Shows these runs side by side: the oldest first, as the baseline. */
  async function open(chosen: readonly string[]): Promise<void> {
    ids.value = [...chosen].sort((a, b) => a.localeCompare(b)).slice(0, mostCompared)
    app.go({ kind: 'compare' })
    await load()
  }

  /** Fetches the epochs of the runs that are not known yet. */
  async function load(): Promise<void> {
    failure.value = null
    try {
      for (const id of ids.value) if (!runs.details.has(id)) await runs.open(id)
    } catch (thrown) {
      failure.value = plainError(thrown)
    }
  }

  function leave(id: string): void {
    ids.value = ids.value.filter((one) => one !== id)
  }
  function pin(id: string): void {
    chosenBaseline.value = id
  }

  return { ids, shown, baseline, part, reasons, failure, open, load, leave, pin }
})
