import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import { readCompareConfig, writeCompareConfig } from '@shared/compare/compare-config'
import type { CompareConfig, EpochChoice } from '@shared/compare/compare-config'
import type { ComparabilityReason, ComparedPart, Comparison } from '@shared/compare/comparison'
import type { RunCurves } from '@shared/compare/run-curves'
import { CrossfadeError } from '@shared/errors'
import type { RunSummary } from '@shared/engine/analysis-methods'
import { isEnded } from '@shared/run/run-state'
import { api } from '../api/crossfade'
import { plainError } from '../api/plain-error'
import { useAppStore } from './app'
import type { Progress } from './datasets'
import { retrained } from './retrained'
import { useRunsStore } from './runs'

export const leastCompared = 2
export const mostCompared = 20

const nameOf = ({ record, notes }: RunSummary): string => (notes.name === '' ? record.id : notes.name)

export const useCompareStore = defineStore('compare', () => {
  const app = useAppStore()
  const runs = useRunsStore()
  /** In the order in which they were chosen. */
  const ids = ref<readonly string[]>([])
  const chosenBaseline = ref<string | null>(null)
  /** Which rows the numbers are of; null: the test rows where all are scored on them, else the validation rows. */
  const part = ref<ComparedPart | null>(null)
  /** A column whose values repeat, to resample by; null: as the split kept rows together. */
  const key = ref<string | null>(null)
  /** The run whose rows and classes are held against the baseline's; null: the first. */
  const lookedAt = ref<string | null>(null)
  /** Which epoch the numbers are of, for all runs at once. */
  const cursor = ref<EpochChoice>('best')
  const onlyDifferences = ref(true)

  const comparison = shallowRef<Comparison | null>(null)
  const curves = shallowRef<readonly RunCurves[]>([])
  const progress = shallowRef<Progress | null>(null)
  const cancelled = ref(false)
  const failure = ref<string | null>(null)
  /** A button at work, such as "Keep as a run". */
  const doing = ref(false)

  /** Studies that repeat runs of this comparison: their runs join it as they end. */
  const repeating = ref<readonly string[]>([])

  const shown = computed(() => ids.value.flatMap((id) => runs.byId(id) ?? []))
  const baseline = computed(() => (chosenBaseline.value !== null && ids.value.includes(chosenBaseline.value) ? chosenBaseline.value : (ids.value[0] ?? null)))
  const live = computed(() => shown.value.some((run) => !isEnded(run.record.status)))
  /** Changes when another comparison is asked for, and when a run of this one comes to its end, is scored or is renamed. */
  const question = computed(() =>
    JSON.stringify([part.value, key.value, baseline.value, shown.value.map((run) => [run.record.id, run.record.status, run.record.test?.scoredAt ?? null, nameOf(run)])]),
  )

  let ticket = 0
  async function ask(): Promise<void> {
    const mine = ++ticket
    failure.value = null
    cancelled.value = false
    if (shown.value.length < leastCompared) {
      comparison.value = null
      curves.value = []
      progress.value = null
      void api.cancelComparison().catch(app.failed)
      return
    }
    progress.value = { doing: 'Reading runs', share: null }
    void askCurves()
    try {
      const order = shown.value.map((run) => run.record.id)
      const found = await api.compareRuns({ ticket: mine, runs: order, ...(baseline.value === null ? {} : { baseline: baseline.value }), ...(part.value === null ? {} : { on: part.value }), ...(key.value === null ? {} : { key: key.value }) })
      if (mine === ticket) comparison.value = found
    } catch (thrown) {
      if (mine !== ticket) return
      if (thrown instanceof CrossfadeError && thrown.code === 'cancelled') cancelled.value = true
      else {
        comparison.value = null
        failure.value = plainError(thrown)
      }
    } finally {
      if (mine === ticket) progress.value = null
    }
  }

  let curveTicket = 0
  async function askCurves(): Promise<void> {
    const mine = ++curveTicket
    try {
      const found = await api.compareCurves(shown.value.map((run) => run.record.id))
      if (mine === curveTicket) curves.value = found
    } catch (thrown) {
      if (mine === curveTicket) failure.value = plainError(thrown)
    }
  }

  const cancel = (): void => void api.cancelComparison().catch(app.failed)

  /** Shows these runs side by side: the oldest first, as the baseline. */
  function open(chosen: readonly string[]): void {
    ids.value = [...chosen].sort((a, b) => a.localeCompare(b)).slice(0, mostCompared)
    comparison.value = null
    curves.value = []
    chosenBaseline.value = null
    part.value = null
    key.value = null
    lookedAt.value = null
    cursor.value = 'best'
    repeating.value = []
    app.go({ kind: 'compare' })
  }
  function leave(id: string): void {
    ids.value = ids.value.filter((one) => one !== id)
  }
  function add(id: string): void {
    if (!ids.value.includes(id)) ids.value = [...ids.value, id].slice(0, mostCompared)
  }
  function pin(id: string): void {
    chosenBaseline.value = id
  }

  /** One click of the guard: each run that it is about, trained again on the rows and the split of the baseline, takes that run's place. */
  async function retrain(reason: ComparabilityReason): Promise<void> {
    const base = shown.value.find((run) => run.record.id === baseline.value)
    if (base === undefined || doing.value) return
    doing.value = true
    try {
      for (const id of reason.runs) {
        const run = runs.byId(id)
        if (run === null) continue
        const { record } = await runs.open(id)
        const { record: split } = await runs.open(base.record.id)
        const started = await runs.start(retrained(record, nameOf(run), split, nameOf(base)))
        ids.value = ids.value.map((one) => (one === id ? started.id : one))
      }
      app.notify({ tone: 'info', text: `Training on the split of ${nameOf(base)} has begun. The comparison is made anew when it ends.` })
    } catch (thrown) {
      app.failed(thrown)
    } finally {
      doing.value = false
    }
  }

  /** Keeps the mean of the scores of all runs shown as a run. */
  async function keepEnsemble(): Promise<void> {
    const members = shown.value.filter((run) => run.record.kind !== 'ensemble')
    const names = members.map(nameOf)
    const listed = names.length > 3 ? `${names.slice(0, 2).join(', ')} and ${names.length - 2} more` : names.join(' and ')
    doing.value = true
    try {
      const record = await api.keepEnsemble({ runs: members.map((run) => run.record.id), name: `Mean of ${listed}`.slice(0, 200) })
      app.notify({ tone: 'info', text: `Kept as the run "Mean of ${listed}".`, action: { label: 'Add to the comparison', run: () => add(record.id) } })
    } catch (thrown) {
      app.failed(thrown)
    } finally {
      doing.value = false
    }
  }

  /** Trains each setting shown again with other seeds: once two settings have several runs each, the verdict speaks of settings. */
  async function repeat(seeds: number, resplit: boolean): Promise<void> {
    const chosen = shown.value.filter(({ record }) => record.kind === 'layers' && record.study === undefined).map(({ record }) => record.id)
    if (doing.value || chosen.length === 0) return
    doing.value = true
    try {
      const studies = await api.repeatRuns({ runs: chosen, seeds, resplit })
      repeating.value = [...repeating.value, ...studies]
      app.notify({ tone: 'info', text: `${chosen.length} ${chosen.length === 1 ? 'setting trains' : 'settings train'} with ${seeds} other seeds each. Each run joins the comparison when it ends.` })
    } catch (thrown) {
      app.failed(thrown)
    } finally {
      doing.value = false
    }
  }
  watch(
    () => runs.summaries,
    (all) => {
      if (repeating.value.length === 0) return
      for (const { record } of all) if (record.status === 'completed' && record.study !== undefined && repeating.value.includes(record.study.id)) add(record.id)
    },
  )

  function config(): CompareConfig | null {
    if (baseline.value === null) return null
    return { version: 1, kind: 'comparison', runs: [...ids.value], baseline: baseline.value, ...(part.value === null ? {} : { on: part.value }), ...(key.value === null ? {} : { key: key.value }), epoch: cursor.value, onlyDifferences: onlyDifferences.value }
  }
  async function copyConfig(): Promise<void> {
    const now = config()
    if (now !== null) await app.copy(writeCompareConfig(now), 'The comparison as a config')
  }
  /** Shows what a config says; runs that are not in this workspace are named. */
  function openConfig(wanted: CompareConfig): void {
    const missing = wanted.runs.filter((id) => runs.byId(id) === null)
    if (missing.length > 0) {
      const text = `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not in this workspace. Open the workspace that the comparison was made in.`
      app.notify({ tone: 'error', text })
    }
    const there = wanted.runs.filter((id) => runs.byId(id) !== null)
    if (there.length < leastCompared) return
    ids.value = there
    chosenBaseline.value = wanted.baseline ?? null
    part.value = wanted.on ?? null
    key.value = wanted.key ?? null
    cursor.value = wanted.epoch
    onlyDifferences.value = wanted.onlyDifferences
    app.go({ kind: 'compare' })
  }
  async function openConfigFile(): Promise<void> {
    try {
      const wanted = await api.openCompareConfig()
      if (wanted !== null) openConfig(wanted)
    } catch (thrown) {
      app.failed(thrown)
    }
  }
  /** A config that was pasted; false when the text is none. */
  function pasteConfig(text: string): boolean {
    if (!text.includes('"comparison"')) return false
    try {
      openConfig(readCompareConfig(text, 'The pasted text'))
    } catch (thrown) {
      app.failed(thrown)
    }
    return true
  }

  function connect(): () => void {
    const ends = [
      api.onCompareTable(({ ticket: of, comparison: table }) => {
        if (of === ticket) comparison.value = table
      }),
      api.onCompareProgress(({ ticket: of, doing: what, share }) => {
        if (of === ticket && progress.value !== null) progress.value = { doing: what, share }
      }),
      watch(question, () => void ask(), { immediate: true }),
    ]
    return () => ends.forEach((end) => end())
  }

  return {
    ids, shown, baseline, part, key, lookedAt, cursor, onlyDifferences, comparison, curves, progress, cancelled, failure, live, doing,
    ask, askCurves, cancel, open, leave, add, pin, retrain, keepEnsemble, repeat, config, copyConfig, openConfig, openConfigFile, pasteConfig, connect,
  }
})
