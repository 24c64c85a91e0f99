import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { CrossfadeError } from '@shared/errors'
import type { ExportResult } from '@shared/export/export-result'
import type { ExportFormat } from '@shared/export/formats'
import type { ArgumentOf } from '@shared/ipc/contract'
import type { CardView } from '@shared/ipc/requests/take-away'
import { api } from '../api/crossfade'
import { plainError } from '../api/plain-error'
import type { RunWork } from './run-work'

/** What leaves Crossfade: one export at a time, and the model card of the run that is shown. */
export const useTakeAwayStore = defineStore('take-away', () => {
  const exported = shallowRef<(RunWork<ExportResult> & { readonly format: ExportFormat }) | null>(null)
  const exporting = computed(() => exported.value?.state.kind === 'working')
  const card = shallowRef<{ readonly run: string; readonly view: CardView } | null>(null)

  async function exportRun(query: ArgumentOf<'exports:run'>): Promise<void> {
    const before = exported.value
    const { id: run, format } = query
    exported.value = { run, format, state: { kind: 'working', doing: 'beginning', share: null } }
    try {
      const result = await api.exportRun(query)
      // The person chose no place to write to.
      exported.value = result === null ? before : { run, format, state: { kind: 'done', result } }
    } catch (thrown) {
      const cancelled = thrown instanceof CrossfadeError && thrown.code === 'cancelled'
      exported.value = { run, format, state: cancelled ? { kind: 'cancelled' } : { kind: 'failed', message: plainError(thrown) } }
    }
  }

  /** Progress of the export, until the answer is called. */
  function connect(): () => void {
    return api.onExportProgress(({ id, doing, share }) => {
      if (exported.value?.run === id && exported.value.state.kind === 'working') exported.value = { ...exported.value, state: { kind: 'working', doing, share } }
    })
  }

  /** The run whose card was asked for last: an older answer, which may come later, is not shown. */
  let wanted: string | null = null

  async function readCard(run: string): Promise<void> {
    wanted = run
    const view = await api.getCard(run)
    if (wanted === run) card.value = { run, view }
  }

  /** Writings are counted: the answer to an earlier one may come after that to a later one, and knows less. */
  let writings = 0
  let answered = 0

  async function writeCard(run: string, texts: ArgumentOf<'cards:write'>['texts']): Promise<void> {
    const turn = ++writings
    const view = await api.writeCard(run, texts)
    // Another run may be shown by now.
    if (card.value?.run !== run || turn < answered) return
    answered = turn
    card.value = { run, view }
  }

  return { exported, exporting, card, exportRun, connect, readCard, writeCard, cancel: () => api.cancelExport(), show: () => api.showExport() }
})
