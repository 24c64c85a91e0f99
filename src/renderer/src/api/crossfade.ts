import { fromEnvelope } from '@shared/errors'
import type { Answer, ArgumentOf, PayloadOf } from '@shared/ipc/contract'
import type { StudyDetail } from '@shared/study/study-view'

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
  openDoc: (page: ArgumentOf<'app:open-doc'>['page']) => unwrap(window.crossfade.openDoc({ page })),
  openLink: (url: string) => unwrap(window.crossfade.openLink({ url })),
  copyText: (text: string) => unwrap(window.crossfade.copyText({ text })),
  copyImage: (png: string) => unwrap(window.crossfade.copyImage({ png })),
  reportError: (error: ArgumentOf<'app:report-error'>) => unwrap(window.crossfade.reportError(error)),
  changeSettings: (change: ArgumentOf<'settings:change'>) => unwrap(window.crossfade.changeSettings(plain(change))),
  changeWorkspace: (change: ArgumentOf<'workspace:change'>) => unwrap(window.crossfade.changeWorkspace(plain(change))),
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
  rejectedLines: (query: ArgumentOf<'datasets:rejected-lines'>) => unwrap(window.crossfade.rejectedLines(plain(query))),
  pickTestFile: () => unwrap(window.crossfade.pickTestFile()),
  exportRejected: (id: string) => unwrap(window.crossfade.exportRejected({ id })),
  keptImportance: (part: ArgumentOf<'evaluation:kept-importance'>) => unwrap(window.crossfade.keptImportance(plain(part))),
  measureImportance: (query: ArgumentOf<'evaluation:importance'>) => unwrap(window.crossfade.measureImportance(plain(query))),
  measureSlices: (query: ArgumentOf<'evaluation:slices'>) => unwrap(window.crossfade.measureSlices(plain(query))),
  cancelEvaluation: (work: ArgumentOf<'evaluation:cancel'>['work']) => unwrap(window.crossfade.cancelEvaluation({ work })),
  evaluationOverview: (part: ArgumentOf<'evaluation:overview'>) => unwrap(window.crossfade.evaluationOverview(plain(part))),
  evaluationClass: (query: ArgumentOf<'evaluation:class'>) => unwrap(window.crossfade.evaluationClass(plain(query))),
  evaluationRows: (query: ArgumentOf<'evaluation:rows'>) => unwrap(window.crossfade.evaluationRows(plain(query))),
  startRun: (run: ArgumentOf<'runs:start'>) => unwrap(window.crossfade.startRun(plain(run))),
  listRuns: (from: number) => unwrap(window.crossfade.listRuns({ from })),
  getRun: (id: string) => unwrap(window.crossfade.getRun({ id })),
  stopRun: (id: string, when: ArgumentOf<'runs:stop'>['when']) => unwrap(window.crossfade.stopRun({ id, when })),
  resumeRun: (id: string, epochs?: number) => unwrap(window.crossfade.resumeRun(epochs === undefined ? { id } : { id, epochs })),
  annotateRun: (change: ArgumentOf<'runs:annotate'>) => unwrap(window.crossfade.annotateRun(plain(change))),
  againRun: (id: string) => unwrap(window.crossfade.againRun({ id })),
  getQueue: () => unwrap(window.crossfade.getQueue()),
  pauseQueue: () => unwrap(window.crossfade.pauseQueue()),
  resumeQueue: () => unwrap(window.crossfade.resumeQueue()),
  moveInQueue: (id: string, place: number) => unwrap(window.crossfade.moveInQueue({ id, place })),
  cancelQueued: (id: string) => unwrap(window.crossfade.cancelQueued({ id })),
  storageUse: () => unwrap(window.crossfade.storageUse()),
  pruneStorage: (rules: ArgumentOf<'storage:prune'>['rules'], dryRun: boolean) => unwrap(window.crossfade.pruneStorage(plain({ rules, dryRun }))),
  emptyBin: (forGood: boolean) => unwrap(window.crossfade.emptyBin({ forGood })),
  keepData: (keep: boolean | null) => unwrap(window.crossfade.keepData({ keep })),
  keepCopy: (id: string) => unwrap(window.crossfade.keepCopy({ id })),
  choosePredictFile: () => unwrap(window.crossfade.choosePredictFile()),
  predict: (query: ArgumentOf<'predict:run'>) => unwrap(window.crossfade.predict(plain(query))),
  scoreEpoch: (query: ArgumentOf<'predict:score'>) => unwrap(window.crossfade.scoreEpoch(plain(query))),
  cancelPredict: () => unwrap(window.crossfade.cancelPredict()),
  showPredictions: () => unwrap(window.crossfade.showPredictions()),
  verifyRun: (id: string) => unwrap(window.crossfade.verifyRun({ id })),
  cancelProof: () => unwrap(window.crossfade.cancelProof()),
  deleteRun: (id: string) => unwrap(window.crossfade.deleteRun({ id })),
  restoreRun: (id: string) => unwrap(window.crossfade.restoreRun({ id })),
  showRunFolder: (id: string) => unwrap(window.crossfade.showRunFolder({ id })),
  compareRuns: (query: ArgumentOf<'compare:runs'>) => unwrap(window.crossfade.compareRuns(plain(query))),
  cancelComparison: () => unwrap(window.crossfade.cancelComparison()),
  compareCurves: (runs: readonly string[]) => unwrap(window.crossfade.compareCurves({ runs: [...runs] })),
  flippedRows: (query: ArgumentOf<'compare:flips'>) => unwrap(window.crossfade.flippedRows(plain(query))),
  confusionPair: (query: ArgumentOf<'compare:confusion'>) => unwrap(window.crossfade.confusionPair(plain(query))),
  keepEnsemble: (query: ArgumentOf<'compare:keep-ensemble'>) => unwrap(window.crossfade.keepEnsemble(plain(query))),
  repeatRuns: (query: ArgumentOf<'compare:repeat'>) => unwrap(window.crossfade.repeatRuns(plain(query))),
  saveReport: (name: string, content: string | Uint8Array<ArrayBuffer>) => unwrap(window.crossfade.saveReport({ name, content })),
  openCompareConfig: () => unwrap(window.crossfade.openCompareConfig()),
  listStudies: () => unwrap(window.crossfade.listStudies()),
  getStudy: async (id: string) => JSON.parse((await unwrap(window.crossfade.getStudy({ id }))).detail) as StudyDetail,
  checkStudy: (query: ArgumentOf<'studies:check'>) => unwrap(window.crossfade.checkStudy(plain(query))),
  startStudy: (query: ArgumentOf<'studies:start'>) => unwrap(window.crossfade.startStudy(plain(query))),
  pauseStudy: (id: string) => unwrap(window.crossfade.pauseStudy({ id })),
  resumeStudy: (id: string) => unwrap(window.crossfade.resumeStudy({ id })),
  stopTrial: (id: string, trial: number) => unwrap(window.crossfade.stopTrial({ id, trial })),
  addTrials: (query: ArgumentOf<'studies:add-trials'>) => unwrap(window.crossfade.addTrials(plain(query))),
  changeStudy: (query: ArgumentOf<'studies:change'>) => unwrap(window.crossfade.changeStudy(plain(query))),
  evaluateStudy: (id: string) => unwrap(window.crossfade.evaluateStudy({ id })),
  reportStudy: (id: string) => unwrap(window.crossfade.reportStudy({ id })),
  deleteStudy: (id: string) => unwrap(window.crossfade.deleteStudy({ id })),
  showStudyFolder: (id: string) => unwrap(window.crossfade.showStudyFolder({ id })),
  openShippedStudy: (study: ArgumentOf<'studies:open-shipped'>['study']) => unwrap(window.crossfade.openShippedStudy({ study })),
  openStudyFile: () => unwrap(window.crossfade.openStudyFile()),

  onCompareTable: (listener: (table: PayloadOf<'compare:table'>) => void): Unsubscribe => window.crossfade.onCompareTable(quiet(listener)),
  onCompareProgress: (listener: (progress: PayloadOf<'compare:progress'>) => void): Unsubscribe => window.crossfade.onCompareProgress(quiet(listener)),
  onRunChanged: (listener: (entry: PayloadOf<'runs:changed'>) => void): Unsubscribe => window.crossfade.onRunChanged(quiet(listener)),
  onRunRemoved: (listener: (run: PayloadOf<'runs:removed'>) => void): Unsubscribe => window.crossfade.onRunRemoved(quiet(listener)),
  onRunEpochs: (listener: (epochs: PayloadOf<'runs:epochs'>) => void): Unsubscribe => window.crossfade.onRunEpochs(quiet(listener)),
  onRunProgress: (listener: (progress: PayloadOf<'runs:progress'>) => void): Unsubscribe => window.crossfade.onRunProgress(quiet(listener)),
  onDatasetOpened: (listener: (dataset: PayloadOf<'datasets:opened'>) => void): Unsubscribe => window.crossfade.onDatasetOpened(quiet(listener)),
  onDatasetProgress: (listener: (progress: PayloadOf<'datasets:progress'>) => void): Unsubscribe => window.crossfade.onDatasetProgress(quiet(listener)),
  onAuditProgress: (listener: (progress: PayloadOf<'datasets:audit-progress'>) => void): Unsubscribe => window.crossfade.onAuditProgress(quiet(listener)),
  onEvaluationProgress: (listener: (progress: PayloadOf<'evaluation:progress'>) => void): Unsubscribe => window.crossfade.onEvaluationProgress(quiet(listener)),
  onPredictProgress: (listener: (progress: PayloadOf<'predict:progress'>) => void): Unsubscribe => window.crossfade.onPredictProgress(quiet(listener)),
  onProofProgress: (listener: (progress: PayloadOf<'proofs:progress'>) => void): Unsubscribe => window.crossfade.onProofProgress(quiet(listener)),
  onStudyChanged: (listener: (entry: PayloadOf<'studies:changed'>) => void): Unsubscribe => window.crossfade.onStudyChanged(quiet(listener)),
  onStudyRemoved: (listener: (study: PayloadOf<'studies:removed'>) => void): Unsubscribe => window.crossfade.onStudyRemoved(quiet(listener)),
  onStudyTrial: (listener: (trial: PayloadOf<'studies:trial'>) => void): Unsubscribe => window.crossfade.onStudyTrial(quiet(listener)),
  onStudyEpochs: (listener: (epochs: PayloadOf<'studies:epochs'>) => void): Unsubscribe => window.crossfade.onStudyEpochs(quiet(listener)),
  onCommand: (listener: (command: PayloadOf<'app:command'>) => void): Unsubscribe => window.crossfade.onCommand(quiet(listener)),
  onError: (listener: (error: PayloadOf<'app:error'>) => void): Unsubscribe => window.crossfade.onError(quiet(listener)),
  onSnapshot: (listener: (snapshot: PayloadOf<'app:snapshot-changed'>) => void): Unsubscribe => window.crossfade.onSnapshot(quiet(listener)),
} as const
