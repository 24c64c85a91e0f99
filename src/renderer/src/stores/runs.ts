import { defineStore } from 'pinia'
import { computed, ref, shallowReactive, shallowRef } from 'vue'
import type { RunEntry, RunSummary } from '@shared/engine/analysis-methods'
import type { ArgumentOf, PayloadOf } from '@shared/ipc/contract'
import type { EpochMetrics } from '@shared/run/epoch-metrics'
import type { RunDetail } from '@shared/run/run-detail'
import type { RunRecord } from '@shared/run/run-record'
import { isLive } from '@shared/run/run-state'
import { api } from '../api/crossfade'
import { plainError } from '../api/plain-error'
import { useAppStore } from './app'
import { mergeEpochs } from './merge-epochs'
import { runPlaces } from './run-places'

type Progress = PayloadOf<'runs:progress'>['progress']

/** So many deleted runs keep their places empty: settings stay small. */
const mostGone = 300

const idOf = (entry: RunEntry): string => (entry.kind === 'run' ? entry.record.id : entry.id)

export const useRunsStore = defineStore('runs', () => {
  const app = useAppStore()
  /** Newest first: ids sort by their time of creation. */
  const entries = shallowRef<readonly RunEntry[]>([])
  const loaded = ref(false)
  const failure = ref<string | null>(null)
  /** What is known of the runs that were opened; the epochs of a run arrive apart from its record. */
  const details = shallowReactive(new Map<string, RunDetail>())
  const epochs = shallowReactive(new Map<string, readonly EpochMetrics[]>())
  const progress = shallowReactive(new Map<string, Progress>())
  const selected = ref<readonly string[]>([])

  const summaries = computed(() => entries.value.filter((entry): entry is RunSummary => entry.kind === 'run'))
  const unreadable = computed(() => entries.value.filter((entry) => entry.kind === 'unreadable'))
  const live = computed(() => summaries.value.filter((run) => isLive(run.record.status) || run.record.status === 'queued'))
  const byId = (id: string): RunSummary | null => summaries.value.find((run) => run.record.id === id) ?? null

  /** A run's place in order of creation, which decides its colour; kept when others are deleted. */
  const places = shallowRef<ReadonlyMap<string, number>>(new Map())
  const placeOf = (id: string): number => places.value.get(id) ?? 0
  const goneKey = (): string => `runs:gone:${app.snapshot?.workspace?.dir ?? ''}`
  const gone = (): readonly string[] => {
    const known = app.remembered(goneKey())
    return Array.isArray(known) ? known.map(String) : []
  }
  function givePlaces(list: readonly RunEntry[]): void {
    places.value = runPlaces(list.map(idOf), gone())
  }

  function take(entry: RunEntry): void {
    const id = idOf(entry)
    const at = entries.value.findIndex((one) => idOf(one) === id)
    const next = at < 0 ? [entry, ...entries.value] : entries.value.map((one, index) => (index === at ? entry : one))
    if (at < 0) next.sort((a, b) => idOf(b).localeCompare(idOf(a)))
    if (at < 0) givePlaces(next)
    entries.value = next
    if (entry.kind !== 'run') return
    if (!isLive(entry.record.status)) progress.delete(id)
    const detail = details.get(id)
    if (detail === undefined) return
    const ended = detail.record.status !== entry.record.status && !isLive(entry.record.status)
    details.set(id, { ...detail, record: entry.record, notes: entry.notes })
    // The evaluation and the checkpoint are on disk only now.
    if (ended) void open(id)
  }

  function remove(id: string): void {
    if (entries.value.some((entry) => idOf(entry) === id) && !gone().includes(id)) app.remember(goneKey(), [...gone(), id].slice(-mostGone))
    entries.value = entries.value.filter((entry) => idOf(entry) !== id)
    selected.value = selected.value.filter((one) => one !== id)
    details.delete(id)
    epochs.delete(id)
    progress.delete(id)
    const place = app.place
    if (place.kind === 'run' && place.id === id) app.go({ kind: 'runs' })
  }

  function takeDetail(detail: RunDetail): void {
    const id = detail.record.id
    details.set(id, detail)
    epochs.set(id, mergeEpochs(detail.metrics, epochs.get(id) ?? []))
  }

  /** Fetches a run with all its epochs. */
  async function open(id: string): Promise<RunDetail> {
    const detail = await api.getRun(id)
    takeDetail(detail)
    return detail
  }

  async function start(run: ArgumentOf<'runs:start'>): Promise<RunRecord> {
    const record = await api.startRun(run)
    take({
      kind: 'run',
      record,
      notes: byId(record.id)?.notes ?? { version: 1, name: run.name, tags: [], notes: '', archived: false },
      spark: [],
    })
    return record
  }

  const stop = (id: string, when: 'now' | 'epoch-end' | 'pause') => api.stopRun(id, when).catch(app.failed)
  const resume = (id: string, more?: number) => api.resumeRun(id, more)

  async function annotate(change: ArgumentOf<'runs:annotate'>): Promise<void> {
    try {
      const detail = await api.annotateRun(change)
      if (details.has(change.id)) takeDetail(detail)
      const known = byId(change.id)
      if (known !== null) take({ ...known, notes: detail.notes })
    } catch (thrown) {
      app.failed(thrown)
    }
  }

  /** To the bin of the workspace; the notice that says so can bring them back. */
  async function discard(ids: readonly string[]): Promise<void> {
    const gone: string[] = []
    for (const id of ids) {
      try {
        await api.deleteRun(id)
        remove(id)
        gone.push(id)
      } catch (thrown) {
        app.failed(thrown)
      }
    }
    if (gone.length === 0) return
    const text = gone.length === 1 ? 'Run deleted.' : `${gone.length} runs deleted.`
    app.notify({ tone: 'info', text, action: { label: 'Undo', run: () => void restore(gone) } })
  }

  async function restore(ids: readonly string[]): Promise<void> {
    for (const id of ids) await api.restoreRun(id).catch(app.failed)
    await reload()
  }

  async function reload(): Promise<void> {
    try {
      const list = await api.listRuns()
      givePlaces(list)
      entries.value = list
      failure.value = null
    } catch (thrown) {
      failure.value = plainError(thrown)
    } finally {
      loaded.value = true
    }
  }

  async function connect(): Promise<() => void> {
    const ends = [
      api.onRunChanged(take),
      api.onRunRemoved(({ id }) => remove(id)),
      api.onRunEpochs(({ id, metrics }) => {
        if (details.has(id) || epochs.has(id)) epochs.set(id, mergeEpochs(epochs.get(id) ?? [], metrics))
      }),
      api.onRunProgress(({ id, progress: now }) => progress.set(id, now)),
    ]
    await reload()
    return () => ends.forEach((end) => end())
  }

  return {
    entries, summaries, unreadable, live, loaded, failure, details, epochs, progress, selected,
    byId, placeOf, open, start, stop, resume, annotate, discard, reload, connect,
  }
})
