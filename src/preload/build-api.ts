import { events, requests } from '@shared/ipc/contract'
import type { Answer, ArgumentOf, Channel, EventName, PayloadOf, ResultOfChannel } from '@shared/ipc/contract'
import type { ErrorEnvelope } from '@shared/errors'
import type { CrossfadeApi } from './api'

/** The way to main, as little of it as the bridge needs. */
export interface Wire {
  invoke(channel: string, argument: unknown): Promise<unknown>
  /** Answers how to stop listening. */
  listen(event: string, listener: (payload: unknown) => void): () => void
  /** The path of a File of the page, or null where there is none: not a File, or made by the page itself. */
  pathOf(file: unknown): string | null
}

const refused = (message: string): { readonly ok: false; readonly error: ErrorEnvelope } => ({
  ok: false,
  error: { code: 'invalid-argument', message },
})

/** The verbs of the window. Arguments are checked here for the author of the page, and again in main for safety. */
export function buildApi(wire: Wire): CrossfadeApi {
  const send = async <C extends Channel>(channel: C, argument: unknown): Promise<Answer<ResultOfChannel<C>>> => {
    const parsed = requests[channel].argument.safeParse(argument)
    if (!parsed.success) return refused(`${channel}: ${describe(parsed.error.issues)}`)
    return (await wire.invoke(channel, parsed.data)) as Answer<ResultOfChannel<C>>
  }
  const bare =
    <C extends Channel>(channel: C) =>
    () =>
      send(channel, null)
  const withArgument =
    <C extends Channel>(channel: C) =>
    (argument: ArgumentOf<C>) =>
      send(channel, argument)
  const dropped =
    <C extends 'datasets:open-dropped' | 'experiments:open-dropped'>(channel: C) =>
    (file: unknown): Promise<Answer<ResultOfChannel<C>>> => {
      const path = wire.pathOf(file)
      return path === null ? Promise.resolve(refused('What was dropped is not a file on this computer. Drop a file.')) : send(channel, { path })
    }
  const on =
    <E extends EventName>(name: E) =>
    (listener: (payload: PayloadOf<E>) => void) =>
      wire.listen(name, (payload) => {
        const parsed = events[name].payload.safeParse(payload)
        if (parsed.success) listener(parsed.data as PayloadOf<E>)
      })

  return {
    snapshot: bare('app:snapshot'),
    probeEngine: bare('app:probe-engine'),
    openLogs: bare('app:open-logs'),
    openDoc: withArgument('app:open-doc'),
    openLink: withArgument('app:open-link'),
    copyText: withArgument('app:copy-text'),
    copyImage: withArgument('app:copy-image'),
    reportError: withArgument('app:report-error'),
    changeSettings: withArgument('settings:change'),
    changeWorkspace: withArgument('workspace:change'),
    chooseWorkspace: bare('workspace:choose'),
    openDataset: bare('datasets:open-dialog'),
    openDropped: dropped('datasets:open-dropped'),
    openSample: withArgument('datasets:open-sample'),
    listDatasets: bare('datasets:list'),
    getDataset: withArgument('datasets:get'),
    tablePage: withArgument('datasets:page'),
    rereadDataset: withArgument('datasets:reread'),
    fileState: withArgument('datasets:file-state'),
    auditDataset: withArgument('datasets:audit'),
    planRows: withArgument('datasets:plan'),
    exploreDataset: withArgument('datasets:explore'),
    columnByTarget: withArgument('datasets:column-by-target'),
    cancelDatasetWork: withArgument('datasets:cancel'),
    findEvidence: withArgument('datasets:evidence'),
    previewReading: withArgument('datasets:preview'),
    typeLosses: withArgument('datasets:type-losses'),
    rejectedLines: withArgument('datasets:rejected-lines'),
    pickTestFile: bare('datasets:pick-test-file'),
    exportRejected: withArgument('datasets:export-rejected'),
    keptImportance: withArgument('evaluation:kept-importance'),
    measureImportance: withArgument('evaluation:importance'),
    measureSlices: withArgument('evaluation:slices'),
    cancelEvaluation: withArgument('evaluation:cancel'),
    evaluationOverview: withArgument('evaluation:overview'),
    evaluationClass: withArgument('evaluation:class'),
    evaluationRows: withArgument('evaluation:rows'),
    startRun: withArgument('runs:start'),
    listRuns: withArgument('runs:list'),
    getRun: withArgument('runs:get'),
    importRuns: bare('runs:import'),
    stopRun: withArgument('runs:stop'),
    resumeRun: withArgument('runs:resume'),
    annotateRun: withArgument('runs:annotate'),
    deleteRun: withArgument('runs:delete'),
    restoreRun: withArgument('runs:restore'),
    showRunFolder: withArgument('runs:show-folder'),
    compareRuns: withArgument('compare:runs'),
    cancelComparison: bare('compare:cancel'),
    compareCurves: withArgument('compare:curves'),
    flippedRows: withArgument('compare:flips'),
    confusionPair: withArgument('compare:confusion'),
    keepEnsemble: withArgument('compare:keep-ensemble'),
    repeatRuns: withArgument('compare:repeat'),
    saveReport: withArgument('compare:save'),
    openCompareConfig: bare('compare:open-config'),
    listStudies: bare('studies:list'),
    getStudy: withArgument('studies:get'),
    checkStudy: withArgument('studies:check'),
    startStudy: withArgument('studies:start'),
    pauseStudy: withArgument('studies:pause'),
    resumeStudy: withArgument('studies:resume'),
    stopTrial: withArgument('studies:stop-trial'),
    addTrials: withArgument('studies:add-trials'),
    changeStudy: withArgument('studies:change'),
    evaluateStudy: withArgument('studies:evaluate'),
    reportStudy: withArgument('studies:report'),
    deleteStudy: withArgument('studies:delete'),
    restoreStudy: withArgument('studies:restore'),
    showStudyFolder: withArgument('studies:show-folder'),
    openShippedStudy: withArgument('studies:open-shipped'),
    openStudyFile: bare('studies:open-file'),
    onStudyChanged: on('studies:changed'),
    onStudyRemoved: on('studies:removed'),
    onStudyTrial: on('studies:trial'),
    onStudyEpochs: on('studies:epochs'),
    onCompareTable: on('compare:table'),
    onCompareProgress: on('compare:progress'),
    againRun: withArgument('runs:again'),
    getQueue: bare('queue:get'),
    pauseQueue: bare('queue:pause'),
    resumeQueue: bare('queue:resume'),
    moveInQueue: withArgument('queue:move'),
    cancelQueued: withArgument('queue:cancel'),
    storageUse: bare('storage:use'),
    pruneStorage: withArgument('storage:prune'),
    emptyBin: withArgument('storage:empty-bin'),
    keepData: withArgument('storage:keep-data'),
    keepCopy: withArgument('storage:keep-copy'),
    choosePredictFile: bare('predict:choose-file'),
    predict: withArgument('predict:run'),
    scoreEpoch: withArgument('predict:score'),
    cancelPredict: bare('predict:cancel'),
    openRowForm: withArgument('predict:form-open'),
    rowOfForm: withArgument('predict:form-row'),
    scoreRowForm: withArgument('predict:form-score'),
    cancelRowForm: bare('predict:form-cancel'),
    closeRowForm: bare('predict:form-close'),
    showPredictions: bare('predict:show'),
    exportRun: withArgument('exports:run'),
    cancelExport: bare('exports:cancel'),
    showExport: bare('exports:show'),
    getCard: withArgument('cards:get'),
    writeCard: withArgument('cards:write'),
    importModel: bare('models:import'),
    verifyRun: withArgument('proofs:verify'),
    cancelProof: bare('proofs:cancel'),
    onRunChanged: on('runs:changed'),
    onRunRemoved: on('runs:removed'),
    onRunEpochs: on('runs:epochs'),
    onRunProgress: on('runs:progress'),
    onDatasetOpened: on('datasets:opened'),
    onDatasetProgress: on('datasets:progress'),
    onAuditProgress: on('datasets:audit-progress'),
    onEvaluationProgress: on('evaluation:progress'),
    onPredictProgress: on('predict:progress'),
    onRowFormProgress: on('predict:form-progress'),
    onExportProgress: on('exports:progress'),
    onProofProgress: on('proofs:progress'),
    takeExperiments: bare('experiments:take'),
    openExperiment: bare('experiments:open-dialog'),
    openDroppedExperiment: dropped('experiments:open-dropped'),
    saveExperiment: withArgument('experiments:save'),
    onExperimentsArrived: on('experiments:arrived'),
    onCommand: on('app:command'),
    onError: on('app:error'),
    onSnapshot: on('app:snapshot-changed'),
  }
}

const describe = (issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]): string =>
  issues.map((issue) => (issue.path.length > 0 ? `${issue.path.map(String).join('.')}: ${issue.message}` : issue.message)).join('; ')
