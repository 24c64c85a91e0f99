import { defineStore } from 'pinia'
import { shallowRef, watch } from 'vue'
import { useAppStore } from './app'
import { useDatasetsStore } from './datasets'

/** Rows that somebody chose elsewhere, such as the mistakes of a run: the table shows them alone, as it shows the rows of a finding. */
export interface ShownRows {
  /** What they are, after their number: "rows that X gets wrong". */
  readonly sentence: string
  readonly evidenceRows: number
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

  /** Opens the table of a dataset at these rows. `label`: what they are, see ShownRows. */
  function open(dataset: string, { label, rows }: { readonly label: string; readonly rows: readonly number[] }): void {
    datasets.choose(dataset)
    shown.value = { sentence: label, evidenceRows: rows.length, rows }
    app.go({ kind: 'data' })
  }
  const close = (): void => {
    shown.value = null
  }

  return { shown, open, close }
})
