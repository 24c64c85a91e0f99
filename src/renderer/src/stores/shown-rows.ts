import { defineStore } from 'pinia'
import { shallowRef, watch } from 'vue'
import { useAppStore } from './app'
import { useDatasetsStore } from './datasets'

/** Rows that somebody chose elsewhere, such as the mistakes of a run: the table shows them and nothing else until it is told otherwise. */
export interface ShownRows {
  /** What they are, as a heading. */
  readonly label: string
  /** 0-based numbers in the file, in the order in which they are shown. */
  readonly rows: readonly number[]
}

export const useShownRowsStore = defineStore('shown-rows', () => {
  const app = useAppStore()
  const datasets = useDatasetsStore()
  const shown = shallowRef<ShownRows | null>(null)

  watch(
    () => datasets.currentId,
    () => (shown.value = null),
    { flush: 'sync' },
  )

  /** Opens the table of a dataset at these rows. */
  function open(dataset: string, rows: ShownRows): void {
    datasets.choose(dataset)
    shown.value = rows
    app.go({ kind: 'data' })
  }
  const close = (): void => {
    shown.value = null
  }

  return { shown, open, close }
})
