import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { ReadingOptions } from '@shared/dataset/reading-options'
import type { TablePreview } from '@shared/engine/data-methods'
import { api } from '../api/crossfade'
import { useDatasetsStore } from './datasets'
import { useDesignStore } from './design'
import { useLatestAnswer } from './latest-answer'

const previewRows = 100

/** Options without those that are left to be found out. */
export function withOption<Key extends keyof ReadingOptions>(options: ReadingOptions, key: Key, value: ReadingOptions[Key] | undefined): ReadingOptions {
  const rest = Object.fromEntries(Object.entries(options).filter(([name]) => name !== key)) as ReadingOptions
  return value === undefined ? rest : { ...rest, [key]: value }
}

/** What the person says about how the file is to be read, over what is found by looking at it; shown before it is done. */
export const useReadingStore = defineStore('reading', () => {
  const datasets = useDatasetsStore()
  const design = useDesignStore()
  const { answer, waiting, failure, ask, forget } = useLatestAnswer<TablePreview>()
  /** Only what the person said. */
  const chosen = shallowRef<ReadingOptions>({})

  watch(
    () => datasets.currentId,
    () => {
      forget()
      chosen.value = {}
    },
  )

  const changed = computed(() => Object.keys(chosen.value).length > 0)

  async function preview(): Promise<void> {
    const id = datasets.currentId
    if (id === null) return
    const reading = chosen.value
    await ask(JSON.stringify([id, reading]), () => api.previewReading({ id, reading, rows: previewRows }))
  }

  function change<Key extends keyof ReadingOptions>(key: Key, value: ReadingOptions[Key] | undefined): void {
    chosen.value = withOption(chosen.value, key, value)
    void preview()
  }

  function reset(): void {
    chosen.value = {}
    void preview()
  }

  /** Reads the whole file in this way. The design stays where all columns of its recipe are still there. */
  async function apply(): Promise<void> {
    const id = datasets.currentId
    const before = design.draft
    if (id === null) return
    const record = await datasets.reread(id, chosen.value)
    if (record === null || before === null || record.id === id) return
    const names = new Set(record.columns.map((column) => column.name))
    const { target, columns } = before.recipe
    design.readAnotherWay(id, [target, ...columns.features].every((name) => names.has(name)) ? before : null)
  }

  return { chosen, changed, shown: answer, busy: waiting, failure, preview, change, reset, apply }
})
