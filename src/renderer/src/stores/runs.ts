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
import { useUndoStore } from './undo'

type Progress = PayloadOf<'runs:progress'>['progress']

/** So many deleted runs keep their places empty: settings stay small. */
const mostGone = 300
/** Changes that arrive within this time are taken together. */
const gatherMs = 30

const idOf = (entry: RunEntry): string => (entry.kind === 'run' ? entry.record.id : entry.id)

export const useRunsStore = defineStore('runs', () => {
  const app = useAppStore()
  const undo = useUndoStore()
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
  const known = computed(() => new Map(summaries.value.map((run) => [run.record.id, run])))
  const byId = (id: string): RunSummary | null => known.value.get(id) ?? null

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

  /** Takes entries into the list, all in one: each change of the list is looked through by every screen that shows it. */
  function takeAll(arrived: ReadonlyMap<string, RunEntry>): void {
    for (const [id, entry] of arrived) meanwhile?.set(id, entry)
    const fresh = new Map(arrived)
    const next = entries.value.map((one) => {
      const newer = fresh.get(idOf(one))
      if (newer !== undefined) fresh.delete(idOf(one))
      return newer ?? one
    })
    if (fresh.size > 0) {
      next.unshift(...fresh.values())
      next.sort((a, b) => (idOf(a) < idOf(b) ? 1 : -1))
      givePlaces(next)
    }
    entries.value = next
    for (const [id, entry] of arrived) if (entry.kind === 'run') takeState(id, entry)
  }

  const take = (entry: RunEntry): void => takeAll(new Map([[idOf(entry), entry]]))

  /** What main tells, gathered for a moment. */
  const arriving = new Map<string, RunEntry>()
  let gathering: ReturnType<typeof setTimeout> | null = null
  function takeSoon(entry: RunEntry): void {
    arriving.set(idOf(entry), entry)
    gathering ??= setTimeout(() => {
      gathering = null
      const all = new Map(arriving)
      arriving.clear()
      takeAll(all)
    }, gatherMs)
  }

  function takeState(id: string, entry: RunSummary): void {
    if (!isLive(entry.record.status)) progress.delete(id)
    const detail = details.get(id)
    if (detail === undefined) return
    const ended = detail.record.status !== entry.record.status && !isLive(entry.record.status)
    details.set(id, { ...detail, record: entry.record, notes: entry.notes })
    // The evaluation and the checkpoint are on disk only now.
    if (ended) void open(id)
  }

  function remove(id: string): void {
    meanwhile?.set(id, null)
    arriving.delete(id)
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
  /** Starts the experiment of a run anew, and shows the new run. */
  async function again(id: string): Promise<void> {
    try {
      const record = await api.againRun(id)
      app.go({ kind: 'run', id: record.id })
    } catch (thrown) {
      app.failed(thrown)
    }
  }

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

  /** Puts runs aside, or takes them back; either can be undone. */
  async function archive(ids: readonly string[], archived: boolean): Promise<void> {
    const changed = ids.filter((id) => byId(id)?.notes.archived === !archived)
    const set = async (to: boolean) => {
      for (const id of changed) await annotate({ id, archived: to })
    }
    await set(archived)
    if (changed.length === 0) return
    const what = changed.length === 1 ? 'a run' : `${changed.length} runs`
    const back = undo.did(archived ? `archive ${what}` : `take ${what} out of the archive`, () => set(!archived))
    app.notify({ tone: 'info', text: `${changed.length === 1 ? 'Run' : `${changed.length} runs`} ${archived ? 'archived' : 'taken out of the archive'}.`, action: { label: 'Undo', run: back } })
  }

  async function retag(id: string, tags: readonly string[]): Promise<void> {
    const before = byId(id)?.notes.tags ?? []
    await annotate({ id, tags: [...tags] })
    undo.did('change the tags of a run', () => annotate({ id, tags: [...before] }))
  }

  async function rename(id: string, name: string): Promise<void> {
    const before = byId(id)?.notes.name ?? details.get(id)?.notes.name ?? ''
    await annotate({ id, name })
    undo.did('rename a run', () => annotate({ id, name: before }))
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
    const back = undo.did(gone.length === 1 ? 'delete a run' : `delete ${gone.length} runs`, () => restore(gone))
    app.notify({ tone: 'info', text, action: { label: 'Undo', run: back } })
  }

  async function restore(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      try {
        // What came back is told as any change is.
        await api.restoreRun(id)
      } catch (thrown) {
        app.failed(thrown)
      }
    }
  }

  /** Which reading of the list is the newest: an older one gives up. */
  let reading = 0
  /** Changes that came while the list was read: they are newer than its pages. */
  let meanwhile: Map<string, RunEntry | null> | null = null

  /** Reads the list page by page, so that the window answers in between; the first page shows at once. */
  async function reload(): Promise<void> {
    const mine = ++reading
    const list: RunEntry[] = []
    meanwhile = new Map()
    const show = () => {
      const merged = list.filter((entry) => meanwhile?.get(idOf(entry)) !== null).map((entry) => meanwhile?.get(idOf(entry)) ?? entry)
      const known = new Set(list.map(idOf))
      const added = [...(meanwhile?.values() ?? [])].filter((entry): entry is RunEntry => entry !== null && !known.has(idOf(entry)))
      const all = added.length === 0 ? merged : [...added, ...merged].sort((a, b) => (idOf(a) < idOf(b) ? 1 : -1))
      givePlaces(all)
      entries.value = all
    }
    try {
      for (;;) {
        const page = await api.listRuns(list.length)
        if (mine !== reading) return
        const found = JSON.parse(page.entries) as RunEntry[]
        list.push(...found)
        if (list.length >= page.total || found.length === 0) break
        if (list.length === found.length) {
          show()
          loaded.value = true
        }
      }
      show()
      failure.value = null
    } catch (thrown) {
      failure.value = plainError(thrown)
    } finally {
      if (mine === reading) {
        meanwhile = null
        loaded.value = true
      }
    }
  }

  async function connect(): Promise<() => void> {
    const ends = [
      api.onRunChanged(takeSoon),
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
    byId, placeOf, open, start, stop, resume, again, annotate, archive, retag, rename, discard, restore, reload, connect,
  }
})
