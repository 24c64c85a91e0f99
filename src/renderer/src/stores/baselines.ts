import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { defaultBaseline } from '@shared/baseline/baseline-settings'
import type { BaselineKind } from '@shared/baseline/baseline-settings'
import { plainError } from '../api/plain-error'
import { counted } from '../format/number'
import { duration } from '../format/time'
import { useAppStore } from './app'
import { estimateBaselineMs } from './baseline-estimate'
import { useDatasetsStore } from './datasets'
import { useDesignStore } from './design'
import { untaken } from './design-name'
import { epochWork } from './design-work'
import { estimateEpochMs } from './epoch-estimate'
import { useRunsStore } from './runs'

/** Of one round: one a class; two classes need one, and so does a number. */
const treesOf = (classes: number): number => (classes > 2 ? classes : 1)

/** A number stays with its unit. */
const together = (text: string): string => text.replace(/ /g, '\u00a0')

export type Opponent = BaselineKind | 'straight'

export interface OpponentChoice {
  readonly kind: Opponent
  readonly name: string
  /** What it is, and what it costs. */
  readonly about: string
}

/** Something to hold the network of the design against, on the same rows and the same split. */
export const useBaselinesStore = defineStore('baselines', () => {
  const app = useAppStore()
  const datasets = useDatasetsStore()
  const design = useDesignStore()
  const runs = useRunsStore()
  const starting = ref(false)

  const records = computed(() => runs.summaries.map((run) => run.record))
  const straightModel = computed(() => (design.draft === null ? null : { ...design.draft.model, layers: [] }))

  function grown(kind: BaselineKind): string {
    const facts = design.facts
    return facts === null ? '' : together(duration(estimateBaselineMs(records.value, { baseline: defaultBaseline(kind), rows: facts.rows.train, trees: treesOf(facts.classes) })))
  }
  const choices = computed<readonly OpponentChoice[]>(() => {
    const now = design.draft
    const facts = design.facts
    if (now === null || facts === null || straightModel.value === null) return []
    const regression = now.recipe.task === 'regression'
    const size = { inputs: facts.inputs, units: facts.units, rows: facts.rows.train, batch: facts.batch, steps: facts.steps }
    const epochMs = estimateEpochMs(records.value, epochWork(straightModel.value, now.training, size, app.snapshot?.engine?.cores ?? 1))
    const epochs = `at most ${counted(now.training.epochs, 'epoch')}`
    const perRound = treesOf(facts.classes) === 1 ? 'one tree a round' : `${counted(facts.classes, 'tree')} a round, one a class`
    return [
      {
        kind: 'majority',
        name: regression ? 'Mean of the target' : 'Most frequent class',
        about: `${regression ? 'Every row gets the mean' : 'Every row gets the shares of the classes'} of the training rows. Nothing is trained: about a second.`,
      },
      {
        kind: 'straight',
        name: regression ? 'Linear regression' : 'Logistic regression',
        about: `No hidden layer, with the settings of this design: ${epochMs === null ? epochs : `${epochs} of about ${together(duration(epochMs))}`}.`,
      },
      { kind: 'boosted-trees', name: 'Boosted trees', about: `Up to 200 rounds, ${perRound}; patience may end it sooner. Often the one to beat on tables: at most about ${grown('boosted-trees')}.` },
      { kind: 'forest', name: 'Forest of trees', about: `100 rounds of large trees, ${perRound}. Needs no settings: about ${grown('forest')}.` },
    ]
  })

  /** Starts them beside the network; what goes wrong stands in Design. Where the design cannot be trained, Design shows why. */
  async function start(kinds: readonly Opponent[]): Promise<void> {
    const dataset = datasets.current
    const now = design.draft
    if (dataset === null || now === null || straightModel.value === null || starting.value) return
    if (!design.canTrain) return design.train()
    starting.value = true
    design.failure = null
    const begun: { readonly id: string; readonly name: string }[] = []
    try {
      for (const choice of choices.value.filter((one) => kinds.includes(one.kind))) {
        const name = untaken(choice.name, new Set(runs.summaries.map((run) => run.notes.name)))
        const model = choice.kind === 'straight' ? straightModel.value : now.model
        const baseline = choice.kind === 'straight' ? {} : { baseline: defaultBaseline(choice.kind) }
        const record = await runs.start({ dataset: dataset.id, name, recipe: now.recipe, model, training: now.training, ...baseline })
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
