import { fromEnvelope } from '@shared/errors'
import type { Answer, ArgumentOf, PayloadOf } from '@shared/ipc/contract'

/** The value of an answer, or its error thrown: as a CrossfadeError with the code that main gave. */
export async function unwrap<Result>(answer: Promise<Answer<Result>>): Promise<Result> {
  const given = await answer
  if (given.ok) return given.value
  throw fromEnvelope(given.error)
}

/** A copy without Vue's proxies, which cannot cross the bridge. */
const plain = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value

type Unsubscribe = () => void

/** What a listener returns would be copied back over the bridge, and a reactive object cannot be: it returns nothing. */
const quiet =
  <Payload>(listener: (payload: Payload) => void) =>
  (payload: Payload): void => {
    listener(payload)
  }

/** Every request of the window. Nothing else in the renderer touches `window.crossfade`. */
export const api = {
  snapshot: () => unwrap(window.crossfade.snapshot()),
  probeEngine: () => unwrap(window.crossfade.probeEngine()),
  openLogs: () => unwrap(window.crossfade.openLogs()),
  openLink: (url: string) => unwrap(window.crossfade.openLink({ url })),
  copyText: (text: string) => unwrap(window.crossfade.copyText({ text })),
  reportError: (error: ArgumentOf<'app:report-error'>) => unwrap(window.crossfade.reportError(error)),
  changeSettings: (change: ArgumentOf<'settings:change'>) => unwrap(window.crossfade.changeSettings(plain(change))),
  chooseWorkspace: () => unwrap(window.crossfade.chooseWorkspace()),
  openDataset: () => unwrap(window.crossfade.openDataset()),
  openDropped: (file: File) => unwrap(window.crossfade.openDropped(file)),
  openSample: (sample: ArgumentOf<'datasets:open-sample'>['sample']) => unwrap(window.crossfade.openSample({ sample })),
  listDatasets: () => unwrap(window.crossfade.listDatasets()),
  getDataset: (id: string) => unwrap(window.crossfade.getDataset({ id })),
  tablePage: (query: ArgumentOf<'datasets:page'>) => unwrap(window.crossfade.tablePage(plain(query))),
  rereadDataset: (query: ArgumentOf<'datasets:reread'>) => unwrap(window.crossfade.rereadDataset(plain(query))),
  fileState: (id: string) => unwrap(window.crossfade.fileState({ id })),
  auditDataset: (query: ArgumentOf<'datasets:audit'>) => unwrap(window.crossfade.auditDataset(plain(query))),
  planRows: (query: ArgumentOf<'datasets:plan'>) => unwrap(window.crossfade.planRows(plain(query))),
  exploreDataset: (query: ArgumentOf<'datasets:explore'>) => unwrap(window.crossfade.exploreDataset(plain(query))),
  columnByTarget: (query: ArgumentOf<'datasets:column-by-target'>) => unwrap(window.crossfade.columnByTarget(plain(query))),
  cancelDatasetWork: (work: ArgumentOf<'datasets:cancel'>['work']) => unwrap(window.crossfade.cancelDatasetWork({ work })),
  findEvidence: (query: ArgumentOf<'datasets:evidence'>) => unwrap(window.crossfade.findEvidence(plain(query))),
  previewReading: (query: ArgumentOf<'datasets:preview'>) => unwrap(window.crossfade.previewReading(plain(query))),
  typeLosses: (id: string, column: string) => unwrap(window.crossfade.typeLosses({ id, column })),
  exportRejected: (id: string) => unwrap(window.crossfade.exportRejected({ id })),
  startRun: (run: ArgumentOf<'runs:start'>) => unwrap(window.crossfade.startRun(plain(run))),
  listRuns: () => unwrap(window.crossfade.listRuns()),
  getRun: (id: string) => unwrap(window.crossfade.getRun({ id })),
  stopRun: (id: string, when: ArgumentOf<'runs:stop'>['when']) => unwrap(window.crossfade.stopRun({ id, when })),
  resumeRun: (id: string, epochs?: number) => unwrap(window.crossfade.resumeRun(epochs === undefined ? { id } : { id, epochs })),
  annotateRun: (change: ArgumentOf<'runs:annotate'>) => unwrap(window.crossfade.annotateRun(plain(change))),
  deleteRun: (id: string) => unwrap(window.crossfade.deleteRun({ id })),
  restoreRun: (id: string) => unwrap(window.crossfade.restoreRun({ id })),
  showRunFolder: (id: string) => unwrap(window.crossfade.showRunFolder({ id })),

  onRunChanged: (listener: (entry: PayloadOf<'runs:changed'>) => void): Unsubscribe => window.crossfade.onRunChanged(quiet(listener)),
  onRunRemoved: (listener: (run: PayloadOf<'runs:removed'>) => void): Unsubscribe => window.crossfade.onRunRemoved(quiet(listener)),
  onRunEpochs: (listener: (epochs: PayloadOf<'runs:epochs'>) => void): Unsubscribe => window.crossfade.onRunEpochs(quiet(listener)),
  onRunProgress: (listener: (progress: PayloadOf<'runs:progress'>) => void): Unsubscribe => window.crossfade.onRunProgress(quiet(listener)),
  onDatasetOpened: (listener: (dataset: PayloadOf<'datasets:opened'>) => void): Unsubscribe => window.crossfade.onDatasetOpened(quiet(listener)),
  onDatasetProgress: (listener: (progress: PayloadOf<'datasets:progress'>) => void): Unsubscribe => window.crossfade.onDatasetProgress(quiet(listener)),
  onAuditProgress: (listener: (progress: PayloadOf<'datasets:audit-progress'>) => void): Unsubscribe => window.crossfade.onAuditProgress(quiet(listener)),
  onCommand: (listener: (command: PayloadOf<'app:command'>) => void): Unsubscribe => window.crossfade.onCommand(quiet(listener)),
  onError: (listener: (error: PayloadOf<'app:error'>) => void): Unsubscribe => window.crossfade.onError(quiet(listener)),
  onSnapshot: (listener: (snapshot: PayloadOf<'app:snapshot-changed'>) => void): Unsubscribe => window.crossfade.onSnapshot(quiet(listener)),
} as const
