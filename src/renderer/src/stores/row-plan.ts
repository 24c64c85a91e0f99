import { defineStore } from 'pinia'
import { computed, watch } from 'vue'
import type { RowPlan } from '@shared/engine/data-methods'
import { api } from '../api/crossfade'
import { useDatasetsStore } from './datasets'
import { useDesignStore } from './design'
import { useLatestAnswer } from './latest-answer'
import { rowQuestion } from './row-question'

/** How many rows the recipe keeps and drops, and how it splits them: counted by the data engine. */
export const useRowPlanStore = defineStore('row-plan', () => {
  const datasets = useDatasetsStore()
  const design = useDesignStore()
  const { answer, waiting, failure, ask, forget } = useLatestAnswer<RowPlan>()

  watch(() => datasets.currentId, forget)

  /** Changes when the rows must be counted again; null while there is nothing to count. */
  const question = computed(() => {
    const recipe = design.draft?.recipe
    return datasets.currentId === null || recipe === undefined || recipe.columns.features.length === 0 ? null : rowQuestion(datasets.currentId, recipe)
  })

  async function run(): Promise<void> {
    const id = datasets.currentId
    const recipe = design.draft?.recipe
    const asked = question.value
    if (id === null || recipe === undefined || asked === null) return
    await ask(asked, async () => {
      const plan = await api.planRows({ id, recipe })
      design.takeRowPlan(asked, plan)
      return plan
    })
  }

  return { plan: answer, busy: waiting, failure, question, run }
})
