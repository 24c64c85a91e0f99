import type { Answer, ArgumentOf, Channel, EventName, PayloadOf, ResultOfChannel } from '@shared/ipc/contract'

type Ask<C extends Channel> =
  ArgumentOf<C> extends null ? () => Promise<Answer<ResultOfChannel<C>>> : (argument: ArgumentOf<C>) => Promise<Answer<ResultOfChannel<C>>>
type On<E extends EventName> = (listener: (payload: PayloadOf<E>) => void) => () => void

/** The whole bridge: every verb the window may call, as `window.crossfade`. Each `on…` answers its unsubscribe. */
export interface CrossfadeApi {
  readonly snapshot: Ask<'app:snapshot'>
  readonly probeEngine: Ask<'app:probe-engine'>
  readonly openLogs: Ask<'app:open-logs'>
  readonly openDoc: Ask<'app:open-doc'>
  readonly openLink: Ask<'app:open-link'>
  readonly copyText: Ask<'app:copy-text'>
  readonly copyImage: Ask<'app:copy-image'>
  readonly reportError: Ask<'app:report-error'>
  readonly changeSettings: Ask<'settings:change'>
  readonly changeWorkspace: Ask<'workspace:change'>
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
  readonly rejectedLines: Ask<'datasets:rejected-lines'>
  readonly pickTestFile: Ask<'datasets:pick-test-file'>
  readonly exportRejected: Ask<'datasets:export-rejected'>
  readonly keptImportance: Ask<'evaluation:kept-importance'>
  readonly measureImportance: Ask<'evaluation:importance'>
  readonly measureSlices: Ask<'evaluation:slices'>
  readonly cancelEvaluation: Ask<'evaluation:cancel'>
  readonly evaluationOverview: Ask<'evaluation:overview'>
  readonly evaluationClass: Ask<'evaluation:class'>
  readonly evaluationRows: Ask<'evaluation:rows'>
  readonly startRun: Ask<'runs:start'>
  readonly listRuns: Ask<'runs:list'>
  readonly getRun: Ask<'runs:get'>
  readonly importRuns: Ask<'runs:import'>
  readonly stopRun: Ask<'runs:stop'>
  readonly resumeRun: Ask<'runs:resume'>
  readonly annotateRun: Ask<'runs:annotate'>
  readonly deleteRun: Ask<'runs:delete'>
  readonly restoreRun: Ask<'runs:restore'>
  readonly showRunFolder: Ask<'runs:show-folder'>
  readonly compareRuns: Ask<'compare:runs'>
  readonly cancelComparison: Ask<'compare:cancel'>
  readonly compareCurves: Ask<'compare:curves'>
  readonly flippedRows: Ask<'compare:flips'>
  readonly confusionPair: Ask<'compare:confusion'>
  readonly keepEnsemble: Ask<'compare:keep-ensemble'>
  readonly repeatRuns: Ask<'compare:repeat'>
  readonly saveReport: Ask<'compare:save'>
  readonly openCompareConfig: Ask<'compare:open-config'>
  readonly listStudies: Ask<'studies:list'>
  readonly getStudy: Ask<'studies:get'>
  readonly checkStudy: Ask<'studies:check'>
  readonly startStudy: Ask<'studies:start'>
  readonly pauseStudy: Ask<'studies:pause'>
  readonly resumeStudy: Ask<'studies:resume'>
  readonly stopTrial: Ask<'studies:stop-trial'>
  readonly addTrials: Ask<'studies:add-trials'>
  readonly changeStudy: Ask<'studies:change'>
  readonly evaluateStudy: Ask<'studies:evaluate'>
  readonly reportStudy: Ask<'studies:report'>
  readonly deleteStudy: Ask<'studies:delete'>
  readonly restoreStudy: Ask<'studies:restore'>
  readonly showStudyFolder: Ask<'studies:show-folder'>
  readonly openShippedStudy: Ask<'studies:open-shipped'>
  readonly openStudyFile: Ask<'studies:open-file'>
  readonly onStudyChanged: On<'studies:changed'>
  readonly onStudyRemoved: On<'studies:removed'>
  readonly onStudyTrial: On<'studies:trial'>
  readonly onStudyEpochs: On<'studies:epochs'>
  readonly onCompareTable: On<'compare:table'>
  readonly onCompareProgress: On<'compare:progress'>
  readonly againRun: Ask<'runs:again'>
  readonly getQueue: Ask<'queue:get'>
  readonly pauseQueue: Ask<'queue:pause'>
  readonly resumeQueue: Ask<'queue:resume'>
  readonly moveInQueue: Ask<'queue:move'>
  readonly cancelQueued: Ask<'queue:cancel'>
  readonly storageUse: Ask<'storage:use'>
  readonly pruneStorage: Ask<'storage:prune'>
  readonly emptyBin: Ask<'storage:empty-bin'>
  readonly keepData: Ask<'storage:keep-data'>
  readonly keepCopy: Ask<'storage:keep-copy'>
  readonly choosePredictFile: Ask<'predict:choose-file'>
  readonly predict: Ask<'predict:run'>
  readonly scoreEpoch: Ask<'predict:score'>
  readonly cancelPredict: Ask<'predict:cancel'>
  readonly openRowForm: Ask<'predict:form-open'>
  readonly rowOfForm: Ask<'predict:form-row'>
  readonly scoreRowForm: Ask<'predict:form-score'>
  readonly cancelRowForm: Ask<'predict:form-cancel'>
  readonly closeRowForm: Ask<'predict:form-close'>
  readonly showPredictions: Ask<'predict:show'>
  readonly exportRun: Ask<'exports:run'>
  readonly cancelExport: Ask<'exports:cancel'>
  readonly showExport: Ask<'exports:show'>
  readonly getCard: Ask<'cards:get'>
  readonly writeCard: Ask<'cards:write'>
  readonly importModel: Ask<'models:import'>
  readonly verifyRun: Ask<'proofs:verify'>
  readonly cancelProof: Ask<'proofs:cancel'>
  readonly onRunChanged: On<'runs:changed'>
  readonly onRunRemoved: On<'runs:removed'>
  readonly onRunEpochs: On<'runs:epochs'>
  readonly onRunProgress: On<'runs:progress'>
  readonly onDatasetOpened: On<'datasets:opened'>
  readonly onDatasetProgress: On<'datasets:progress'>
  readonly onAuditProgress: On<'datasets:audit-progress'>
  readonly onEvaluationProgress: On<'evaluation:progress'>
  readonly onPredictProgress: On<'predict:progress'>
  readonly onRowFormProgress: On<'predict:form-progress'>
  readonly onExportProgress: On<'exports:progress'>
  readonly onProofProgress: On<'proofs:progress'>
  readonly takeExperiments: Ask<'experiments:take'>
  readonly openExperiment: Ask<'experiments:open-dialog'>
  /** Takes the dropped File itself: its path is read in the preload. */
  readonly openDroppedExperiment: (file: unknown) => Promise<Answer<ResultOfChannel<'experiments:open-dropped'>>>
  readonly saveExperiment: Ask<'experiments:save'>
  readonly onExperimentsArrived: On<'experiments:arrived'>
  readonly onCommand: On<'app:command'>
  readonly onError: On<'app:error'>
  readonly onSnapshot: On<'app:snapshot-changed'>
}
