import { defineStore } from 'pinia'
import { watch } from 'vue'
import type { RowPlan } from '@shared/engine/data-methods'
import { api } from '../api/crossfade'
import { rowQuestion } from './audit'
import { useDatasetsStore } from './datasets'
import { useDesignStore } from './design'
import { useLatestAnswer } from './latest-answer'

/** How many rows the recipe keeps and drops, and how it splits them: counted by the data engine. */
export const useRowPlanStore = defineStore('row-plan', () => {
  const datasets = useDatasetsStore()
  const design = useDesignStore()
  const { answer, waiting, failure, ask, forget } = useLatestAnswer<RowPlan>()

  watch(() => datasets.currentId, forget)

  async function run(): Promise<void> {
    const id = datasets.currentId
    const recipe = design.draft?.recipe
    if (id === null || recipe === undefined || recipe.columns.features.length === 0) return
    await ask(rowQuestion(id, recipe), () => api.planRows({ id, recipe }))
  }

  return { plan: answer, busy: waiting, failure, run }
})
