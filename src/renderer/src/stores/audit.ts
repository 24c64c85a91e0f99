import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { Audit, Finding } from '@shared/dataset/audit'
import { applyRemedy } from '@shared/recipe/remedies'
import type { Remedy } from '@shared/recipe/remedies'
import { api } from '../api/crossfade'
import { useAppStore } from './app'
import type { Progress } from './datasets'
import { useDatasetsStore } from './datasets'
import { useDesignStore } from './design'
import type { Draft } from './first-draft'
import { useLatestAnswer } from './latest-answer'
import { rowQuestion } from './row-question'

export const useAuditStore = defineStore('audit', () => {
  const app = useAppStore()
  const datasets = useDatasetsStore()
  const design = useDesignStore()
  const { answer, waiting, cancelled, failure, ask, forget } = useLatestAnswer<Audit>()
  const progress = shallowRef<Progress | null>(null)
  /** The last remedy, and the draft that it made: while that is the one shown, undo takes back the remedy and nothing else. */
  const done = shallowRef<{ readonly label: string; readonly draft: Draft } | null>(null)
  /** The finding whose rows the table shows. */
  const opened = shallowRef<Finding | null>(null)

  watch(
    () => datasets.currentId,
    () => {
      forget()
      done.value = null
      opened.value = null
    },
  )

  const recipe = computed(() => design.draft?.recipe ?? null)
  const question = computed(() => (datasets.currentId === null || recipe.value === null ? null : rowQuestion(datasets.currentId, recipe.value)))
  /** There is nothing to compare rows by. */
  const idle = computed(() => recipe.value !== null && recipe.value.columns.features.length === 0)
  const undoable = computed(() => done.value !== null && done.value.draft === design.draft)
  const findings = computed<readonly Finding[]>(() => answer.value?.findings ?? [])

  async function run(): Promise<void> {
    const id = datasets.currentId
    if (id === null || recipe.value === null || question.value === null || idle.value) return
    const asking = recipe.value
    await ask(question.value, () => {
      progress.value = { doing: 'Waiting', share: null }
      return api.auditDataset({ id, recipe: asking })
    })
    if (!waiting.value) progress.value = null
  }

  const cancel = (): void => void api.cancelDatasetWork('audit').catch(app.failed)

  /** Edits the recipe as a finding advises. */
  function remedy(fix: Remedy): void {
    const before = recipe.value
    if (before === null) return
    const after = applyRemedy(before, fix)
    if (after.columns.features.length === 0) {
      app.notify({ tone: 'error', text: 'This is the last feature: without it there is nothing to learn from. Choose another feature first.' })
      return
    }
    opened.value = null
    design.changeRecipe(after)
    if (design.draft !== null) done.value = { label: fix.label, draft: design.draft }
  }

  function undoRemedy(): void {
    if (!undoable.value) return
    design.undo()
    done.value = null
  }

  function connect(): () => void {
    return api.onAuditProgress((told) => {
      if (waiting.value && told.id === datasets.currentId) progress.value = { doing: told.doing, share: told.share }
    })
  }

  return { audit: answer, findings, idle, busy: waiting, cancelled, failure, progress, question, done, undoable, opened, run, cancel, remedy, undoRemedy, connect }
})
