import type { Answer, ArgumentOf, Channel, EventName, PayloadOf, ResultOfChannel } from '@shared/ipc/contract'

type Ask<C extends Channel> =
  ArgumentOf<C> extends null ? () => Promise<Answer<ResultOfChannel<C>>> : (argument: ArgumentOf<C>) => Promise<Answer<ResultOfChannel<C>>>
type On<E extends EventName> = (listener: (payload: PayloadOf<E>) => void) => () => void

/** The whole bridge: every verb the window may call, as `window.crossfade`. Each `on…` answers its unsubscribe. */
export interface CrossfadeApi {
  readonly snapshot: Ask<'app:snapshot'>
  readonly probeEngine: Ask<'app:probe-engine'>
  readonly openLogs: Ask<'app:open-logs'>
  readonly openLink: Ask<'app:open-link'>
  readonly copyText: Ask<'app:copy-text'>
  readonly reportError: Ask<'app:report-error'>
  readonly changeSettings: Ask<'settings:change'>
  readonly chooseWorkspace: Ask<'workspace:choose'>
  readonly openDataset: Ask<'datasets:open-dialog'>
  /** Takes the dropped File itself: its path is read in the preload. */
  readonly openDropped: (file: unknown) => Promise<Answer<ResultOfChannel<'datasets:open-dropped'>>>
  readonly openSample: Ask<'datasets:open-sample'>
  readonly listDatasets: Ask<'datasets:list'>
  readonly getDataset: Ask<'datasets:get'>
  readonly tablePage: Ask<'datasets:page'>
  readonly rereadDataset: Ask<'datasets:reread'>
  readonly fileState: Ask<'datasets:file-state'>
  readonly auditDataset: Ask<'datasets:audit'>
  readonly planRows: Ask<'datasets:plan'>
  readonly exploreDataset: Ask<'datasets:explore'>
  readonly columnByTarget: Ask<'datasets:column-by-target'>
  readonly cancelDatasetWork: Ask<'datasets:cancel'>
  readonly findEvidence: Ask<'datasets:evidence'>
  readonly previewReading: Ask<'datasets:preview'>
  readonly typeLosses: Ask<'datasets:type-losses'>
  readonly exportRejected: Ask<'datasets:export-rejected'>
  readonly startRun: Ask<'runs:start'>
  readonly listRuns: Ask<'runs:list'>
  readonly getRun: Ask<'runs:get'>
  readonly stopRun: Ask<'runs:stop'>
  readonly resumeRun: Ask<'runs:resume'>
  readonly annotateRun: Ask<'runs:annotate'>
  readonly deleteRun: Ask<'runs:delete'>
  readonly restoreRun: Ask<'runs:restore'>
  readonly showRunFolder: Ask<'runs:show-folder'>
  readonly onRunChanged: On<'runs:changed'>
  readonly onRunRemoved: On<'runs:removed'>
  readonly onRunEpochs: On<'runs:epochs'>
  readonly onRunProgress: On<'runs:progress'>
  readonly onDatasetOpened: On<'datasets:opened'>
  readonly onDatasetProgress: On<'datasets:progress'>
  readonly onAuditProgress: On<'datasets:audit-progress'>
  readonly onCommand: On<'app:command'>
  readonly onError: On<'app:error'>
  readonly onSnapshot: On<'app:snapshot-changed'>
}
