import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import { CrossfadeError } from '@shared/errors'
import type { ArgumentOf } from '@shared/ipc/contract'
import { rankConfigurations, seedOptimism, seedsOf } from '@shared/study/ranking'
import type { StudyReport } from '@shared/study/report'
import type { Budget, StudyRecord } from '@shared/study/study'
import type { StudyDetail, StudyEntry, UnreadableStudy } from '@shared/study/study-view'
import type { Trial } from '@shared/study/trial'
import { api } from '../api/crossfade'
import { plainError } from '../api/plain-error'
import { useAppStore } from './app'
import { useUndoStore } from './undo'
import { mergeTrials } from './merge-trials'

export type StudiesView = { readonly kind: 'list' } | { readonly kind: 'new' } | { readonly kind: 'board'; readonly id: string }

type Curve = readonly (readonly [number, number])[]

const isEntry = (one: StudyEntry | UnreadableStudy): one is StudyEntry => 'record' in one
const idOf = (one: StudyEntry | UnreadableStudy): string => (isEntry(one) ? one.record.id : one.id)

/** What arrives within this time is taken at once. */
const takeEveryMs = 120

export const useStudiesStore = defineStore('studies', () => {
  const app = useAppStore()
  const undo = useUndoStore()
  /** Newest first. */
  const all = shallowRef<readonly (StudyEntry | UnreadableStudy)[]>([])
  const loaded = ref(false)
  const failure = ref<string | null>(null)
  const view = shallowRef<StudiesView>({ kind: 'list' })
  /** The study on the board, with all its trials. */
  const detail = shallowRef<StudyDetail | null>(null)
  const boardFailure = ref<string | null>(null)
  /** Curves of the trials at work: those of ended ones stand in the trial. */
  const curves = shallowRef<ReadonlyMap<number, Curve>>(new Map())
  const report = shallowRef<StudyReport | null>(null)
  const reporting = ref(false)
  /** What is being done to the study on the board. */
  const busy = ref<'pause' | 'resume' | 'evaluate' | null>(null)

  const entries = computed(() => all.value.filter(isEntry))
  const unreadable = computed(() => all.value.filter((one): one is UnreadableStudy => !isEntry(one)))
  const running = computed(() => entries.value.filter(({ record }) => record.status === 'running'))
  const byId = (id: string): StudyEntry | null => entries.value.find(({ record }) => record.id === id) ?? null

  function take(entry: StudyEntry): void {
    const { id } = entry.record
    const known = all.value.some((one) => idOf(one) === id)
    all.value = known ? all.value.map((one) => (idOf(one) === id ? entry : one)) : [entry, ...all.value]
    if (detail.value?.record.id === id) detail.value = { ...detail.value, ...entry }
  }
  function drop(id: string): void {
    all.value = all.value.filter((one) => idOf(one) !== id)
    if (view.value.kind === 'board' && view.value.id === id) showList()
  }

  /** Trials and points that wait to be taken together: many tiny trials must not draw the board as often. */
  let trials = new Map<number, Trial>()
  let points = new Map<number, [number, number][]>()
  let timer: ReturnType<typeof setTimeout> | null = null
  const soon = () => (timer ??= setTimeout(takeWaiting, takeEveryMs))

  function takeWaiting(): void {
    timer = null
    const now = detail.value
    if (now === null) return
    const [changed, grown] = [trials, points]
    trials = new Map()
    points = new Map()
    const next = new Map(curves.value)
    for (const [trial, more] of grown) next.set(trial, [...(next.get(trial) ?? []), ...more])
    for (const [number, { status }] of changed) if (status !== 'running') next.delete(number)
    if (grown.size > 0 || next.size !== curves.value.size) curves.value = next
    if (changed.size === 0) return
    const merged = mergeTrials(now.trials, [...changed.values()])
    // One was not heard of: read all of them again.
    if (merged === null) {
      void read(now.record.id)
      return
    }
    const begunByHand = merged.filter((trial) => trial.by === 'person').length - now.trials.filter((trial) => trial.by === 'person').length
    const { objective, plan } = now.record.design
    detail.value = { ...now, trials: merged, asked: now.asked.slice(begunByHand), ranking: rankConfigurations(merged, objective, seedsOf(plan)), seedOptimism: seedOptimism(merged, objective) }
  }

  function showList(): void {
    view.value = { kind: 'list' }
    forget()
  }
  function showNew(): void {
    view.value = { kind: 'new' }
    forget()
  }
  function forget(): void {
    detail.value = null
    report.value = null
    boardFailure.value = null
    curves.value = new Map()
    trials.clear()
    points.clear()
  }

  /** Shows the board of a study. */
  async function open(id: string): Promise<void> {
    forget()
    view.value = { kind: 'board', id }
    app.go({ kind: 'studies' })
    await read(id)
  }
  async function read(id: string): Promise<void> {
    try {
      const found = await api.getStudy(id)
      if (view.value.kind !== 'board' || view.value.id !== id) return
      // What came meanwhile is in the answer, but for trials that began or ended since.
      const late = [...trials.values()].filter((trial) => {
        const known = found.trials[trial.trial - 1]
        return known === undefined || (known.status === 'running' && trial.status !== 'running')
      })
      trials = new Map(late.map((trial) => [trial.trial, trial]))
      points.clear()
      detail.value = found
      boardFailure.value = null
      if (late.length > 0) soon()
      await readCurves(found)
    } catch (thrown) {
      if (view.value.kind === 'board' && view.value.id === id) boardFailure.value = plainError(thrown)
    }
  }
  /** What trials at work have had before the board was opened. */
  async function readCurves({ record, trials: known }: StudyDetail): Promise<void> {
    const { metric } = record.design.objective
    for (const { run, trial, status } of known.slice(-256)) {
      if (status !== 'running') continue
      const metrics = (await api.getRun(run).catch(() => null))?.metrics ?? []
      const before = metrics.flatMap((line): [number, number][] => {
        const value = line.validation?.[metric]
        return typeof value === 'number' ? [[line.epoch, value]] : []
      })
      const last = before[before.length - 1]?.[0] ?? 0
      if (detail.value?.record.id !== record.id) return
      const since = (curves.value.get(trial) ?? []).filter(([epoch]) => epoch > last)
      curves.value = new Map(curves.value).set(trial, [...before, ...since])
    }
  }

  /** Does something to a study; what goes wrong is told. Answers whether it was done. */
  async function doing(work: () => Promise<unknown>, what: typeof busy.value = null): Promise<boolean> {
    busy.value = what
    try {
      await work()
      return true
    } catch (thrown) {
      app.failed(thrown)
      return false
    } finally {
      if (what !== null) busy.value = null
    }
  }

  /** Makes a study, starts it and shows its board. Throws what main answers. */
  async function start(study: ArgumentOf<'studies:start'>): Promise<StudyRecord> {
    const record = await api.startStudy(study)
    await open(record.id)
    return record
  }
  const pause = (id: string) => doing(() => api.pauseStudy(id), 'pause')
  const resume = (id: string) => doing(() => api.resumeStudy(id), 'resume')
  const stopTrial = (id: string, trial: number) => doing(() => api.stopTrial(id, trial))
  const rename = (id: string, name: string) => doing(() => api.changeStudy({ id, name }))
  const evaluate = (id: string) => doing(() => api.evaluateStudy(id), 'evaluate')
  /** To the bin of the workspace; the notice that says so can bring it back. */
  async function discard(id: string): Promise<void> {
    if (!(await doing(() => api.deleteStudy(id)))) return
    const back = undo.did('delete a study', async () => {
      await doing(() => api.restoreStudy(id))
    })
    app.notify({ tone: 'info', text: 'Study deleted. Its runs stay.', action: { label: 'Undo', run: back } })
  }
  /** Throw what main answers: shown where they were typed. */
  const change = (id: string, next: { readonly budget?: Budget; readonly jobs?: number }) => api.changeStudy({ id, ...next })
  async function addTrials(id: string, values: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
    await api.addTrials({ id, trials: values.map((one) => ({ ...one })) })
    if (detail.value?.record.id === id) await read(id)
  }

  /** Which settings matter, by the trials as they are now. Takes seconds for many. */
  async function explain(): Promise<void> {
    const id = detail.value?.record.id
    if (id === undefined || reporting.value) return
    reporting.value = true
    try {
      const found = await api.reportStudy(id)
      if (detail.value?.record.id === id) report.value = found
    } catch (thrown) {
      if (!(thrown instanceof CrossfadeError && thrown.code === 'cancelled')) app.failed(thrown)
    } finally {
      reporting.value = false
    }
  }

  async function reload(): Promise<void> {
    try {
      all.value = await api.listStudies()
      failure.value = null
    } catch (thrown) {
      failure.value = plainError(thrown)
    } finally {
      loaded.value = true
    }
  }

  /** Another workspace has other studies. */
  watch(
    () => app.snapshot?.workspace?.dir,
    (now, before) => {
      if (before === undefined || now === before) return
      showList()
      void reload()
    },
  )

  /** Subscribes, then fetches a snapshot: nothing falls between the two. */
  async function connect(): Promise<() => void> {
    const ends = [
      api.onStudyChanged(take),
      api.onStudyRemoved(({ id }) => drop(id)),
      api.onStudyTrial(({ id, trial, progress }) => {
        const entry = byId(id)
        if (entry !== null) take({ ...entry, progress })
        if (view.value.kind !== 'board' || view.value.id !== id) return
        trials.set(trial.trial, trial)
        soon()
      }),
      api.onStudyEpochs(({ id, trial, points: more }) => {
        if (detail.value?.record.id !== id) return
        points.set(trial, [...(points.get(trial) ?? []), ...more.map(([epoch, value]): [number, number] => [epoch, value])])
        soon()
      }),
    ]
    await reload()
    return () => ends.forEach((end) => end())
  }

  return {
    all, entries, unreadable, running, loaded, failure, view, detail, boardFailure, curves, report, reporting, busy,
    byId, showList, showNew, open, start, pause, resume, stopTrial, rename, evaluate, discard, change, addTrials, explain, reload, connect,
  }
})
