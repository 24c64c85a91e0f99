import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { useAppStore } from './app'
import type { Place } from './app'
import { useDatasetsStore } from './datasets'
import { useRunsStore } from './runs'

export interface TourStep {
  readonly title: string
  readonly text: string
  readonly to: Place['kind']
}

/** What a newcomer needs to know, in the order in which it is used. */
export const tourSteps: readonly TourStep[] = [
  { to: 'data', title: 'Data: look before you train', text: 'The table, a profile of every column, and an audit of what would spoil a result. On the right: what is predicted, from which columns, and how the rows are split.' },
  { to: 'design', title: 'Design: stack layers', text: 'Each card is a layer with its output shape and parameters; mistakes show on the card that makes them. Start from a preset, drag to reorder, Ctrl+Z undoes anything.' },
  { to: 'run', title: 'Run: watch it learn', text: 'F5 trains. Curves stream in, training dashed and validation solid; the best epoch is marked and its weights are kept. Click a curve to see the numbers of an epoch.' },
  { to: 'runs', title: 'Runs: nothing is lost', text: 'Every run is a folder on disk with its config, weights and results. Search, tag, rename; a deleted run can be brought back.' },
  { to: 'compare', title: 'Compare: side by side', text: 'Choose 2 to 20 runs: their curves on one chart, the settings that differ, and the metrics against a baseline. Ctrl+K finds everything else.' },
]

export const useTourStore = defineStore('tour', () => {
  const app = useAppStore()
  const datasets = useDatasetsStore()
  const runs = useRunsStore()
  /** null: the tour is not being taken. */
  const index = ref<number | null>(null)

  const step = computed(() => (index.value === null ? null : (tourSteps[index.value] ?? null)))
  /** Offered once; it is found again in the palette. */
  const offered = computed(() => app.snapshot !== null && app.remembered('tour:seen') !== true && index.value === null)

  function goTo(next: number): void {
    const target = tourSteps[next]
    if (target === undefined) {
      end()
      return
    }
    index.value = next
    const newest = runs.summaries[0]
    if (target.to !== 'run') app.go({ kind: target.to })
    else if (newest !== undefined) app.go({ kind: 'run', id: newest.record.id })
    else app.go({ kind: 'design' })
  }

  /** Something to look at comes first: the penguins, where no table is open. */
  async function start(): Promise<void> {
    index.value = 0
    if (datasets.current === null) await datasets.openSample('penguins')
    goTo(0)
  }
  const next = () => goTo((index.value ?? -1) + 1)
  const back = () => goTo(Math.max(0, (index.value ?? 0) - 1))
  function end(): void {
    index.value = null
    if (app.remembered('tour:seen') !== true) app.remember('tour:seen', true)
  }

  return { index, step, offered, start, next, back, end }
})
