import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { plainError } from '../api/plain-error'
import { counted } from '../format/number'
import { useAppStore } from './app'
import { useDatasetsStore } from './datasets'
import { useDesignStore } from './design'
import { untaken } from './design-name'
import { opponentChoices, opponentModel } from './opponents'
import type { Opponent, OpponentChoice } from './opponents'
import { useRunsStore } from './runs'

/** Something to hold the network of the design against, on the same rows and the same split. */
export const useBaselinesStore = defineStore('baselines', () => {
  const app = useAppStore()
  const datasets = useDatasetsStore()
  const design = useDesignStore()
  const runs = useRunsStore()
  const starting = ref(false)

  const choices = computed<readonly OpponentChoice[]>(() => {
    const now = design.draft
    const facts = design.facts
    if (now === null || facts === null) return []
    const { inputs, units, rows, batch, steps, classes } = facts
    const contest = { task: now.recipe.task, model: now.model, training: now.training, classes, size: { inputs, units, rows: rows.train, batch, steps } }
    return opponentChoices(contest, runs.summaries.map((run) => run.record), app.snapshot?.engine?.cores ?? 1)
  })

  /** Starts them beside the network; what goes wrong stands in Design. Where the design cannot be trained, Design shows why. */
  async function start(kinds: readonly Opponent[]): Promise<void> {
    const dataset = datasets.current
    const now = design.draft
    if (dataset === null || now === null || starting.value) return
    if (!design.canTrain) return design.train()
    starting.value = true
    design.failure = null
    const begun: { readonly id: string; readonly name: string }[] = []
    try {
      for (const choice of choices.value.filter((one) => kinds.includes(one.kind))) {
        const name = untaken(choice.name, new Set(runs.summaries.map((run) => run.notes.name)))
        const record = await runs.start({ dataset: dataset.id, name, recipe: now.recipe, training: now.training, ...opponentModel(choice.kind, now.model) })
        begun.push({ id: record.id, name })
      }
    } catch (thrown) {
      design.failure = plainError(thrown)
    } finally {
      starting.value = false
    }
    const [first] = begun
    if (first === undefined) return
    const text = begun.length === 1 ? `${first.name} has begun, on the same rows and split.` : `${counted(begun.length, 'baseline')} have begun, on the same rows and split.`
    app.notify({ tone: 'info', text, action: { label: 'Show', run: () => app.go(begun.length === 1 ? { kind: 'run', id: first.id } : { kind: 'runs' }) } })
  }

  return { choices, starting, start }
})
