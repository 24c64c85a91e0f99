import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { DatasetRecord } from '@shared/dataset/dataset-record'
import type { ReadingOptions } from '@shared/dataset/reading-options'
import { CrossfadeError } from '@shared/errors'
import { api } from '../api/crossfade'
import { plainError } from '../api/plain-error'
import { useAppStore } from './app'

export interface Progress {
  readonly doing: string
  /** 0 to 1, or null while unknown. */
  readonly share: number | null
}

export const useDatasetsStore = defineStore('datasets', () => {
  const app = useAppStore()
  const all = shallowRef<readonly DatasetRecord[]>([])
  const loaded = ref(false)
  const currentId = ref<string | null>(null)
  const opening = shallowRef<Progress | null>(null)
  /** Why the last opening failed: shown where files are opened. */
  const failure = ref<string | null>(null)

  /** What has become of the current dataset's file, where it is no longer what was opened. */
  const file = shallowRef<{ readonly kind: 'changed' | 'missing'; readonly path: string } | null>(null)

  const current = computed(() => all.value.find((one) => one.id === currentId.value) ?? null)
  const byId = (id: string): DatasetRecord | null => all.value.find((one) => one.id === id) ?? null

  function take(record: DatasetRecord): void {
    all.value = [record, ...all.value.filter((one) => one.id !== record.id)]
  }

  function choose(id: string): void {
    if (id !== currentId.value) file.value = null
    currentId.value = id
  }

  /** Runs one way of opening a table and shows it. Answers null when the person changed their mind or it failed. */
  async function open(ask: () => Promise<DatasetRecord | null>): Promise<DatasetRecord | null> {
    if (opening.value !== null) return null
    const from = app.place
    opening.value = { doing: 'Opening', share: null }
    failure.value = null
    try {
      const record = await ask()
      if (record === null) return null
      take(record)
      choose(record.id)
      // Whoever went elsewhere meanwhile is left there.
      if (app.place === from) app.go({ kind: 'data' })
      return record
    } catch (thrown) {
      if (!(thrown instanceof CrossfadeError && thrown.code === 'cancelled')) failure.value = plainError(thrown)
      return null
    } finally {
      opening.value = null
    }
  }

  const openWithDialog = () => open(api.openDataset)
  const openDropped = (file: File) => open(() => api.openDropped(file))
  const openSample = (sample: 'songs' | 'penguins') => open(() => api.openSample(sample))

  /** A file with test rows, opened beside the table that stays in sight. Answers where it lies, or null. */
  async function pickTestFile(): Promise<{ readonly path: string; readonly record: DatasetRecord } | null> {
    if (opening.value !== null) return null
    opening.value = { doing: 'Opening', share: null }
    failure.value = null
    try {
      const picked = await api.pickTestFile()
      if (picked !== null) all.value = [...all.value.filter((one) => one.id !== picked.record.id), picked.record]
      return picked
    } catch (thrown) {
      if (!(thrown instanceof CrossfadeError && thrown.code === 'cancelled')) failure.value = plainError(thrown)
      return null
    } finally {
      opening.value = null
    }
  }

  /** The file of a dataset once more: as it is now, or read in another way. */
  const reread = (id: string, reading: ReadingOptions) => open(() => api.rereadDataset({ id, reading }))
  const cancelOpening = (): void => void api.cancelDatasetWork('open').catch(app.failed)

  /** Whether the file is still what it was; asked when a dataset comes into view and when the window does. */
  async function checkFile(): Promise<void> {
    const id = currentId.value
    if (id === null) return
    try {
      const state = await api.fileState(id)
      if (currentId.value === id) file.value = state.kind === 'unchanged' ? null : { kind: state.kind, path: state.path }
    } catch (thrown) {
      app.failed(thrown)
    }
  }

  function show(id: string): void {
    choose(id)
    app.go({ kind: 'data' })
  }

  async function connect(): Promise<() => void> {
    const ends = [
      api.onDatasetOpened((record) => {
        take(record)
        choose(record.id)
        app.go({ kind: 'data' })
      }),
      api.onDatasetProgress((progress) => {
        if (opening.value !== null) opening.value = progress
      }),
    ]
    await reload()
    return () => ends.forEach((end) => end())
  }

  /** After another workspace was chosen too. */
  async function reload(): Promise<void> {
    try {
      const found = await api.listDatasets()
      all.value = [...found].sort((a, b) => b.openedAt.localeCompare(a.openedAt))
      if (currentId.value !== null && byId(currentId.value) === null) currentId.value = null
    } catch (thrown) {
      app.failed(thrown)
    } finally {
      loaded.value = true
    }
  }

  return { all, loaded, current, currentId, opening, failure, byId, take, choose, show, openWithDialog, openDropped, openSample, pickTestFile, reread, cancelOpening, file, checkFile, connect, reload }
})
