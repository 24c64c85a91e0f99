import { watchDebounced } from '@vueuse/core'
import { defineStore } from 'pinia'
import { computed, ref, shallowReactive, shallowRef, watch } from 'vue'
import type { RowPlan } from '@shared/engine/data-methods'
import { experimentProblems } from '@shared/experiment/experiment-problems'
import { inferShapes, outputUnits } from '@shared/model/shapes'
import type { Layer } from '@shared/model/layer'
import type { ModelDesign } from '@shared/model/model-design'
import type { Recipe } from '@shared/recipe/recipe'
import { defaultTraining, resolveBatch, stepsPerEpoch, trainingProblems } from '@shared/training/resolve'
import { estimatedBytes } from '@shared/training/memory'
import type { RunRecord } from '@shared/run/run-record'
import type { TrainingSettings } from '@shared/training/training-settings'
import { plainError } from '../api/plain-error'
import { useAppStore } from './app'
import { useDatasetsStore } from './datasets'
import { designName, untaken } from './design-name'
import { firstDraft } from './first-draft'
import { leftOutByChoice } from '@shared/recipe/guess'
import type { Draft } from './first-draft'
import { useHistory } from './history'
import { inputWidth, widthIsCertain } from './input-width'
import { draftKey, keptDraft } from './kept-draft'
import { useReadings } from './readings'
import { rowQuestion } from './row-question'
import { followDefaults } from './run-defaults'
import type { RunDefaults } from './run-defaults'
import { useRunsStore } from './runs'

export const useDesignStore = defineStore('design', () => {
  const app = useAppStore()
  const datasets = useDatasetsStore()
  const runs = useRunsStore()
  /** A draft per dataset, each with its own undo. */
  const drafts = shallowReactive(new Map<string, ReturnType<typeof useHistory<Draft>>>())
  const defaults = (): RunDefaults => app.settings?.newRuns ?? { engine: 'auto', threads: 'auto', keepEvery: 0 }
  /** A layer to paste, also into the design of another dataset. */
  const copied = shallowRef<Layer | null>(null)
  const starting = ref(false)
  const failure = ref<string | null>(null)
  /** The last count of rows by the data engine, and what it is the answer to. */
  const counted = shallowRef<{ readonly question: string; readonly plan: RowPlan } | null>(null)

  watch(
    () => datasets.current,
    (dataset) => {
      if (dataset !== null && !drafts.has(dataset.id)) drafts.set(dataset.id, useHistory(keptDraft(app.remembered(draftKey(dataset.id))) ?? firstDraft(dataset, defaults())))
      failure.value = null
    },
    { immediate: true, flush: 'sync' },
  )

  const history = computed(() => (datasets.currentId === null ? null : (drafts.get(datasets.currentId) ?? null)))
  const draft = computed(() => history.value?.present.value ?? null)
  /** A draft outlives the session: a day's design is not lost by closing the window. */
  watchDebounced(
    draft,
    (now) => {
      if (now !== null && datasets.currentId !== null) app.rememberDraft(draftKey(datasets.currentId), now)
    },
    { debounce: 700 },
  )
  /** A file read in another way is another dataset: undo leads from its first draft back to the one before, and redo there again. */
  const readings = useReadings(datasets)
  const canUndo = computed(() => (history.value?.canUndo.value ?? false) || readings.before.value !== null)
  const canRedo = computed(() => (history.value?.canRedo.value ?? false) || readings.after.value !== null)

  /** The rows of the recipe as it is now; null until they are counted. */
  const rowPlan = computed(() => {
    const recipe = draft.value?.recipe
    if (counted.value === null || datasets.currentId === null || recipe === undefined) return null
    return counted.value.question === rowQuestion(datasets.currentId, recipe) ? counted.value.plan : null
  })
  function takeRowPlan(question: string, plan: RowPlan): void {
    counted.value = { question, plan }
  }

  /** The parts as counted; before that, as large as the split asks for when no row is dropped but those without a target. */
  function partsOf(recipe: Recipe, withTarget: number): { readonly kept: number; readonly train: number; readonly validation: number; readonly test: number } {
    if (rowPlan.value !== null) {
      const { train, validation, test } = rowPlan.value.split
      return { kept: rowPlan.value.kept, train, validation, test }
    }
    const test = Math.round(withTarget * recipe.split.test)
    const validation = Math.round(withTarget * recipe.split.validation)
    return { kept: withTarget, train: Math.max(0, withTarget - test - validation), validation, test }
  }

  /** What follows from the table and the draft together: widths, classes, rows of the parts, what is wrong. */
  const facts = computed(() => {
    const dataset = datasets.current
    const now = draft.value
    if (dataset === null || now === null) return null
    const { recipe, model, training } = now
    const target = dataset.columns.find((column) => column.name === recipe.target) ?? null
    const classes = recipe.task === 'classification' ? (rowPlan.value?.classes?.length ?? target?.distinct ?? 0) : 0
    const inputs = inputWidth(recipe, dataset.columns, classes)
    const units = outputUnits(recipe.task, classes, training.loss)
    const rows = partsOf(recipe, dataset.rows - (target?.missing ?? 0))
    const { kept, train } = rows
    const batch = resolveBatch(training.batch, train)
    const experiment = { version: 1 as const, name: now.name, dataset: { path: dataset.path, sha256: dataset.sha256, reading: dataset.reading }, recipe, model, training }
    return {
      inputs,
      classes,
      units,
      rows,
      rowsCounted: rowPlan.value !== null,
      /** Whether the preparation can only come to these inputs and classes, and so to this many parameters. */
      widthCertain: widthIsCertain(recipe, dataset.columns, dataset.rows - train) && (recipe.task === 'regression' || rowPlan.value !== null),
      batch,
      steps: stepsPerEpoch(Math.max(1, train), batch),
      shapes: inferShapes(model, inputs, units),
      settingProblems: trainingProblems(training, { task: recipe.task, classes, output: model.output.activation }),
      problems: experimentProblems(experiment, dataset),
      bytes: estimatedBytes(model, { inputs, units, rows: kept, batch, optimizer: training.optimizer, averaged: training.ema !== undefined }),
      experiment,
    }
  })

  /** Set by an attempt to train what cannot be trained, until the screen has shown why. */
  const refused = ref(false)
  const canTrain = computed(() => facts.value !== null && facts.value.problems.length === 0 && !starting.value && app.snapshot?.workspace?.readOnly !== true)
  const shownName = computed(() => (draft.value === null ? '' : draft.value.name.trim() === '' ? designName(draft.value.model) : draft.value.name.trim()))

  function change(next: Partial<Draft>, group: string | null = null): void {
    if (draft.value === null) return
    history.value?.change({ ...draft.value, ...next }, group)
    readings.forgetAfter()
  }

  /** The current dataset is that of `from`, read in another way: with `carried`, what was made of it goes on. */
  function readAnotherWay(from: string, carried: Draft | null): void {
    const to = datasets.currentId
    if (to === null || to === from) return
    const start = carried ?? draft.value
    if (start !== null) drafts.set(to, useHistory(start))
    readings.went(from, to)
  }
  function changeModel(model: ModelDesign, group: string | null = null): void {
    change({ model }, group)
  }
  function changeTraining(part: Partial<TrainingSettings>): void {
    if (draft.value !== null) change({ training: { ...draft.value.training, ...part } }, `training:${Object.keys(part).join()}`)
  }
  function changeRecipe(part: Partial<Recipe>, group: string | null = null): void {
    if (draft.value !== null) change({ recipe: { ...draft.value.recipe, ...part } }, group)
  }

  /** Another target: the guesses about features and task are made anew; what the person set (rows, steps, types, split, layers) stays. */
  function chooseTarget(target: string): void {
    const dataset = datasets.current
    const now = draft.value
    if (dataset === null || now === null || target === now.recipe.target) return
    const leftOut = now.recipe.columns.ignored.filter((column) => column.reason === leftOutByChoice).map((column) => column.name)
    const fresh = firstDraft(dataset, defaults(), target, leftOut)
    const { rows, steps, split, columns } = now.recipe
    const sameTask = fresh.recipe.task === now.recipe.task
    change({
      recipe: { ...fresh.recipe, rows, steps, split, columns: { ...columns, ...fresh.recipe.columns, types: columns.types } },
      model: sameTask ? now.model : { ...now.model, output: fresh.model.output },
      training: sameTask ? now.training : { ...now.training, loss: fresh.training.loss, stopping: fresh.training.stopping },
    })
  }

  /** Classes or numbers: loss, output and what is watched follow. */
  function chooseTask(task: Recipe['task']): void {
    const now = draft.value
    const dataset = datasets.current
    if (now === null || dataset === null || task === now.recipe.task) return
    const fresh = defaultTraining(task, dataset.rows)
    change({
      recipe: { ...now.recipe, task },
      model: { ...now.model, output: { activation: task === 'classification' ? 'softmax' : 'linear' } },
      training: { ...now.training, loss: fresh.loss, stopping: fresh.stopping, classWeights: 'none', labelSmoothing: 0 },
    })
  }

  /** Back to the first guesses; what was there can be undone to. */
  function startOver(): void {
    if (datasets.current !== null) change(firstDraft(datasets.current, defaults()))
  }

  /** What new runs start with; designs at hand that stood at the former default follow, and can be undone. */
  async function changeDefaults(after: RunDefaults): Promise<void> {
    const before = defaults()
    for (const one of drafts.values()) {
      const training = followDefaults(one.present.value.training, before, after)
      if (training !== one.present.value.training) one.change({ ...one.present.value, training })
    }
    await app.changeSettings({ newRuns: after })
  }

  function undo(): void {
    if (history.value?.canUndo.value === true) history.value.undo()
    else readings.goBack()
  }
  function redo(): void {
    if (history.value?.canRedo.value === true) history.value.redo()
    else readings.goForth()
  }

  async function train(): Promise<void> {
    const dataset = datasets.current
    const now = draft.value
    if (dataset === null || now === null) return
    if (!canTrain.value) {
      if (starting.value) return
      if (app.snapshot?.workspace?.readOnly === true) failure.value = 'This workspace can only be read. Choose another one in Settings to train here.'
      app.go({ kind: 'design' })
      refused.value = true
      return
    }
    starting.value = true
    failure.value = null
    try {
      const record = await runs.start({ dataset: dataset.id, name: untaken(shownName.value, new Set(runs.summaries.map((run) => run.notes.name))), recipe: now.recipe, model: now.model, training: now.training })
      app.go({ kind: 'run', id: record.id })
    } catch (thrown) {
      failure.value = plainError(thrown)
      app.go({ kind: 'design' })
    } finally {
      starting.value = false
    }
  }

  /** A run's own experiment as the draft, on its dataset. Answers false when that dataset is not in the workspace. */
  async function takeFrom(run: RunRecord): Promise<boolean> {
    // Another program may have opened its table.
    if (datasets.byId(run.dataset.id) === null) await datasets.reload()
    if (datasets.byId(run.dataset.id) === null) return false
    datasets.choose(run.dataset.id)
    const { recipe, model, training } = run.experiment
    change({ name: '', recipe, model, training })
    return true
  }

  return {
    draft, facts, copied, starting, failure, refused, canUndo, canRedo, canTrain, shownName,
    change, changeModel, changeTraining, changeRecipe, chooseTarget, chooseTask, takeRowPlan, startOver, changeDefaults, readAnotherWay, undo, redo, train, takeFrom,
  }
})
