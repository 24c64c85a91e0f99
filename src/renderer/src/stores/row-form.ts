import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { CrossfadeError } from '@shared/errors'
import type { FormCell, FormRow, RowForm, RowScores } from '@shared/run/row-form'
import { api } from '../api/crossfade'
import { plainError } from '../api/plain-error'
import type { RunWork } from './run-work'

/** One row of cells, what the model says of it, and of the row it began from. One form at a time: its model stays loaded. */
export const useRowFormStore = defineStore('row-form', () => {
  const work = shallowRef<RunWork<RowForm> | null>(null)
  const form = computed(() => (work.value?.state.kind === 'done' ? work.value.state.result : null))
  const begun = shallowRef<readonly FormCell[]>([])
  const cells = shallowRef<readonly FormCell[]>([])
  /** The row of the table that it began from; null for the usual values. */
  const from = shallowRef<FormRow | null>(null)
  const before = shallowRef<RowScores | null>(null)
  const now = shallowRef<RowScores | null>(null)
  const failure = ref<string | null>(null)

  /** Counts openings and closings: an answer to an older one is for nobody, be it of the same run with other weights. */
  let opening = 0

  async function open(run: string, epoch: 'best' | 'last' | number): Promise<void> {
    const mine = ++opening
    work.value = { run, state: { kind: 'working', doing: 'loading the model', share: null } }
    forget()
    try {
      const opened = await api.openRowForm({ id: run, epoch })
      if (mine !== opening) return
      work.value = { run, state: { kind: 'done', result: opened } }
      await beginWithUsual()
    } catch (thrown) {
      if (mine !== opening) return
      const cancelled = thrown instanceof CrossfadeError && thrown.code === 'cancelled'
      work.value = { run, state: cancelled ? { kind: 'cancelled' } : { kind: 'failed', message: plainError(thrown) } }
    }
  }

  function forget(): void {
    asked = null
    begun.value = []
    cells.value = []
    from.value = null
    before.value = null
    now.value = null
    failure.value = null
  }

  function close(): void {
    if (work.value === null) return
    opening += 1
    work.value = null
    forget()
    void api.closeRowForm().catch(() => undefined)
  }

  const beginWithUsual = (): Promise<void> => begin(null, form.value?.fields.map(({ usual }) => usual) ?? [])

  /** 0-based. */
  async function beginWithRow(row: number): Promise<void> {
    const of = opening
    try {
      const found = await api.rowOfForm(row)
      if (of === opening) await begin(found, found.cells)
    } catch (thrown) {
      if (of === opening) failure.value = plainError(thrown)
    }
  }

  async function begin(row: FormRow | null, first: readonly FormCell[]): Promise<void> {
    from.value = row
    begun.value = first
    cells.value = first
    before.value = null
    await rescore()
  }

  function change(place: number, cell: FormCell): void {
    if (cells.value[place] === cell) return
    cells.value = cells.value.map((one, i) => (i === place ? cell : one))
    void rescore()
  }

  function goBack(): void {
    cells.value = begun.value
    void rescore()
  }

  let asking = false
  let asked: readonly FormCell[] | null = null

  /** One question at a time: while an answer is on its way, only the newest cells wait. */
  async function rescore(): Promise<void> {
    asked = cells.value
    if (asking) return
    asking = true
    while (asked !== null) {
      const mine: readonly FormCell[] = asked
      const of = opening
      asked = null
      try {
        const [said] = await api.scoreRowForm([[...mine]])
        if (said === undefined || of !== opening) continue
        now.value = said
        if (mine === begun.value) before.value = said
        failure.value = null
      } catch (thrown) {
        if (of === opening) failure.value = plainError(thrown)
      }
    }
    asking = false
  }

  function connect(): () => void {
    return api.onRowFormProgress(({ id, doing, share }) => {
      if (work.value?.run === id && work.value.state.kind === 'working') work.value = { run: id, state: { kind: 'working', doing, share } }
    })
  }

  return { work, form, begun, cells, from, before, now, failure, open, close, beginWithUsual, beginWithRow, change, goBack, connect, cancel: () => api.cancelRowForm() }
})
