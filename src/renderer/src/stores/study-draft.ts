import { watchDebounced } from '@vueuse/core'
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { defaultBaseline } from '@shared/baseline/baseline-settings'
import type { ArgumentOf } from '@shared/ipc/contract'
import type { OpenedStudy } from '@shared/ipc/requests/studies'
import type { Plan, StudyDesign } from '@shared/study/study'
import { readStudy } from '@shared/study/study-problems'
import type { StudyProblem } from '@shared/study/study-problems'
import { api } from '../api/crossfade'
import { plainError } from '../api/plain-error'
import { useAppStore } from './app'
import { useDatasetsStore } from './datasets'
import { useDesignStore } from './design'
import { untaken } from './design-name'
import { opponentChoices, opponentModel } from './opponents'
import type { Opponent, OpponentChoice } from './opponents'
import { useRunsStore } from './runs'
import { useStudiesStore } from './studies'
import { modelOf, treesOfRun } from './study-model'
import type { StudyModel } from './study-model'
import { experimentOfRun, firstDesign, firstPlan, planNames, withExperiment, withTrees } from './study-plans'
import type { PlanKind } from './study-plans'
import { studySize } from './study-size'
import { parseStudy, studyFileName } from './study-text'
import { sizeOf, studyTime } from './study-time'

/** Where the base experiment came from. */
export type StudyBase = { readonly kind: 'design' } | { readonly kind: 'run'; readonly id: string } | { readonly kind: 'file'; readonly name: string }

/** The study that is being written: one document, whether as a form or as JSON. */
export const useStudyDraftStore = defineStore('study-draft', () => {
  const app = useAppStore()
  const datasets = useDatasetsStore()
  const design = useDesignStore()
  const runs = useRunsStore()
  const studies = useStudiesStore()

  const document = shallowRef<StudyDesign | null>(null)
  const base = shallowRef<StudyBase>({ kind: 'design' })
  const datasetId = ref<string | null>(null)
  /** Null: one a core. */
  const jobs = ref<number | null>(null)
  const starting = ref(false)
  const failure = ref<string | null>(null)
  /** What was typed as JSON and is not a study yet; null: the document as it is. */
  const typed = ref<string | null>(null)
  const typedProblems = shallowRef<readonly StudyProblem[]>([])
  /** Plans of the other kinds, as they were left. */
  const otherPlans = new Map<PlanKind, Plan>()

  const dataset = computed(() => (datasetId.value === null ? null : datasets.byId(datasetId.value)))
  /** What can be seen without the table, at once. */
  const ownProblems = computed<readonly StudyProblem[]>(() => {
    if (document.value === null) return []
    const read = readStudy(document.value)
    return read.kind === 'ok' ? [] : read.problems
  })
  /** What main found against the table and the machine, and what document that is about. */
  const checked = shallowRef<{ readonly of: StudyDesign; readonly dataset: string; readonly problems: readonly StudyProblem[] } | null>(null)
  watchDebounced(
    [document, datasetId],
    async () => {
      const [now, id] = [document.value, datasetId.value]
      if (now === null || id === null || ownProblems.value.length > 0) return
      const problems = await api.checkStudy({ design: now, dataset: id }).catch((thrown: unknown) => [{ path: '', message: plainError(thrown) }])
      checked.value = { of: now, dataset: id, problems }
    },
    { debounce: 350 },
  )
  const problems = computed<readonly StudyProblem[]>(() => {
    if (ownProblems.value.length > 0) return ownProblems.value
    if (datasetId.value === null) return [{ path: 'experiment.dataset', message: 'The table of this study is not open in the workspace. Open its file, or choose another table.' }]
    return checked.value !== null && checked.value.of === document.value && checked.value.dataset === datasetId.value ? checked.value.problems : []
  })
  /** The first problem of a field or of anything inside it. */
  const problemAt = (path: string): string | null => problems.value.find((one) => one.path === path || one.path.startsWith(`${path}.`) || one.path.startsWith(`${path}[`))?.message ?? null

  /** Before the engine has answered, as the system says. */
  const cores = computed(() => app.snapshot?.engine?.cores ?? navigator.hardwareConcurrency)
  const atOnce = computed(() => jobs.value ?? cores.value)
  const size = computed(() => (document.value === null || ownProblems.value.length > 0 ? null : studySize(document.value)))
  const records = computed(() => runs.summaries.map((run) => run.record))
  /** At most about so long; null where nothing bounds it. */
  const time = computed(() =>
    dataset.value === null || document.value === null || size.value === null ? null : studyTime(document.value, size.value, dataset.value, records.value, { atOnce: atOnce.value, cores: cores.value }),
  )

  /** What can be trained beside the trials, on the rows that they are trained and validated on; none where each trial has other rows. */
  const opponents = computed<readonly OpponentChoice[]>(() => {
    const now = document.value
    if (now === null || dataset.value === null || now.plan.kind === 'k-fold' || (now.plan.kind === 'repeat' && now.plan.resplit)) return []
    const { recipe, model, training } = now.experiment
    return opponentChoices({ task: recipe.task, model, training, ...sizeOf(now.experiment, dataset.value) }, records.value, cores.value)
  })
  const beside = shallowRef<readonly Opponent[]>([])
  function setBeside(kind: Opponent, on: boolean): void {
    beside.value = on ? [...beside.value, kind] : beside.value.filter((one) => one !== kind)
  }
  /** As ordinary runs, tagged with the study. */
  async function startBeside({ experiment: { recipe, model, training }, plan }: StudyDesign, table: string, study: string): Promise<void> {
    for (const { kind, name } of opponents.value.filter((one) => beside.value.includes(one.kind))) {
      // Like trials: the test rows wait for what is chosen.
      const scoreTest = plan.kind === 'repeat' && training.scoreTest
      const record = await runs.start({ dataset: table, name: untaken(name, new Set(runs.summaries.map((run) => run.notes.name))), recipe, training: { ...training, scoreTest }, ...opponentModel(kind, model) })
      await runs.annotate({ id: record.id, tags: [study] })
    }
  }

  const readOnly = computed(() => app.snapshot?.workspace?.readOnly === true)
  const canStart = computed(() => document.value !== null && problems.value.length === 0 && typed.value === null && !starting.value && !readOnly.value)

  function put(next: StudyDesign, from: StudyBase, id: string | null): void {
    document.value = next
    base.value = from
    datasetId.value = id
    failure.value = null
    typed.value = null
    beside.value = []
    otherPlans.clear()
  }

  /** The document with some of it changed. */
  function change(next: Partial<StudyDesign>): void {
    if (document.value !== null) replace({ ...document.value, ...next })
  }
  function replace(next: StudyDesign): void {
    document.value = next
    typed.value = null
    failure.value = null
  }
  function choosePlan(kind: PlanKind): void {
    const now = document.value
    if (now === null || now.plan.kind === kind) return
    otherPlans.set(now.plan.kind, now.plan)
    const before = planNames[now.plan.kind]
    const name = now.name.endsWith(`, ${before}`) ? `${now.name.slice(0, -before.length)}${planNames[kind]}` : now.name
    change({ plan: otherPlans.get(kind) ?? firstPlan(kind, now.experiment, now.trees), name })
  }
  /** Trials of another model: a search begins with the settings of that one. */
  function chooseModel(model: StudyModel): void {
    const now = document.value
    if (now === null || modelOf(now) === model) return
    // A search that was left names settings of the model before.
    otherPlans.delete('search')
    replace(withTrees(now, model === 'network' ? undefined : defaultBaseline(model)))
  }

  /** The current design as the base; false where there is none. */
  function fromDesign(kind: PlanKind): boolean {
    const facts = design.facts
    const id = datasets.currentId
    if (facts === null || id === null) return false
    put(firstDesign({ ...facts.experiment, name: design.shownName }, kind), { kind: 'design' }, id)
    return true
  }
  function begin(kind: PlanKind): void {
    if (fromDesign(kind)) showForm()
  }
  async function fromRun(id: string, kind: PlanKind): Promise<void> {
    try {
      const { record, notes } = await api.getRun(id)
      // Another program may have opened its table.
      if (datasets.byId(record.dataset.id) === null) await datasets.reload()
      put(firstDesign(experimentOfRun(record, notes.name === '' ? id : notes.name), kind, treesOfRun(record)), { kind: 'run', id }, datasets.byId(record.dataset.id) === null ? null : record.dataset.id)
      showForm()
    } catch (thrown) {
      app.failed(thrown)
    }
  }
  /** Another base under the same plan. */
  function rebase(from: StudyBase): void {
    const now = document.value
    if (now === null) return
    if (from.kind === 'design') {
      const facts = design.facts
      if (facts === null) return
      replace(withExperiment(now, { ...facts.experiment, name: design.shownName }))
      datasetId.value = datasets.currentId
    } else if (from.kind === 'run') {
      const run = runs.byId(from.id)
      if (run === null) return
      otherPlans.delete('search')
      replace(withTrees(withExperiment(now, experimentOfRun(run.record, run.notes.name)), treesOfRun(run.record)))
      datasetId.value = datasets.byId(run.record.dataset.id) === null ? null : run.record.dataset.id
    }
    base.value = from
  }

  /** A study document that was opened: as a form where it has the shape of a study, else as the text with what is wrong. */
  async function take({ name, text, dataset: id }: OpenedStudy): Promise<void> {
    if (id !== null && datasets.byId(id) === null) await datasets.reload()
    const parsed = parseStudy(text)
    put(parsed.design ?? document.value ?? firstOf(), { kind: 'file', name }, id)
    if (parsed.design === null || parsed.problems.length > 0) {
      typed.value = text
      typedProblems.value = parsed.problems
    }
    studies.showNew()
    app.go({ kind: 'studies' })
  }
  /** Something to show a broken file beside. */
  function firstOf(): StudyDesign {
    if (!fromDesign('search') || document.value === null) throw new Error('Open a table first: a broken study file is mended beside a design.')
    return document.value
  }
  async function openFile(): Promise<void> {
    try {
      const opened = await api.openStudyFile()
      if (opened !== null) await take(opened)
    } catch (thrown) {
      app.failed(thrown)
    }
  }
  async function openShipped(study: ArgumentOf<'studies:open-shipped'>['study']): Promise<void> {
    try {
      await take(await api.openShippedStudy(study))
    } catch (thrown) {
      app.failed(thrown)
    }
  }

  const text = computed(() => typed.value ?? (document.value === null ? '' : JSON.stringify(document.value, null, 2)))
  /** The document as it was typed; what is no study yet is kept beside it, with what is wrong. */
  function type(next: string): void {
    const { design: read, problems: wrong } = parseStudy(next)
    typedProblems.value = wrong
    // Half a name is no field yet: the text stays as it was typed.
    if (read === null || wrong.length > 0) {
      typed.value = next
      return
    }
    document.value = read
    typed.value = null
    failure.value = null
  }
  const save = () => api.saveReport(studyFileName(document.value?.name ?? ''), `${text.value}\n`).catch(app.failed)

  /** The form, with what is there or else the current design; without either, the list says how to begin. */
  function showForm(): void {
    if (document.value === null && !fromDesign('search')) studies.showList()
    else studies.showNew()
    app.go({ kind: 'studies' })
  }

  async function start(): Promise<void> {
    const [now, id] = [document.value, datasetId.value]
    if (now === null || id === null || !canStart.value) return
    starting.value = true
    failure.value = null
    try {
      const of = base.value.kind === 'run' && now.plan.kind === 'repeat' ? { of: base.value.id } : {}
      const record = await studies.start({ design: now, dataset: id, ...of, ...(jobs.value === null ? {} : { jobs: jobs.value }) })
      // The study is at work: what keeps a baseline from beginning is told, and leaves it be.
      await startBeside(now, id, record.id).catch(app.failed)
      document.value = null
    } catch (thrown) {
      failure.value = plainError(thrown)
    } finally {
      starting.value = false
    }
  }

  return {
    document, base, datasetId, dataset, jobs, cores, atOnce, starting, failure, typed, typedProblems, problems, ownProblems, size, time, opponents, beside, readOnly, canStart, text,
    problemAt, setBeside, change, choosePlan, chooseModel, begin, fromRun, rebase, openFile, openShipped, type, save, showForm, start, take,
  }
})
