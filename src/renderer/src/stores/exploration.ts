import { defineStore } from 'pinia'
import { computed, watch } from 'vue'
import type { ColumnByTarget, Exploration } from '@shared/dataset/exploration'
import { api } from '../api/crossfade'
import { useDatasetsStore } from './datasets'
import { useDesignStore } from './design'
import { useLatestAnswer } from './latest-answer'
import { rowQuestion } from './row-question'

/** How the columns hang together and with the target; asked when somebody looks at it. */
export const useExplorationStore = defineStore('exploration', () => {
  const datasets = useDatasetsStore()
  const design = useDesignStore()
  const whole = useLatestAnswer<Exploration>()
  const one = useLatestAnswer<ColumnByTarget>()

  watch(
    () => datasets.currentId,
    () => {
      whole.forget()
      one.forget()
    },
  )

  const shares = computed(() => new Map(whole.answer.value?.association.map(({ column, share }) => [column, share]) ?? []))

  async function run(): Promise<void> {
    const id = datasets.currentId
    const recipe = design.draft?.recipe
    if (id === null || recipe === undefined || recipe.columns.features.length === 0) return
    await whole.ask(rowQuestion(id, recipe), () => api.exploreDataset({ id, recipe }))
  }

  async function look(column: string): Promise<void> {
    const id = datasets.currentId
    const recipe = design.draft?.recipe
    if (id === null || recipe === undefined || recipe.columns.features.length === 0) return
    await one.ask(`${rowQuestion(id, recipe)} ${column}`, () => api.columnByTarget({ id, recipe, column }))
  }

  return { exploration: whole.answer, busy: whole.waiting, failure: whole.failure, shares, run, byTarget: one.answer, byTargetFailure: one.failure, look }
})
