import { requests } from '@shared/ipc/contract'
import type { Recipe } from '@shared/recipe/recipe'
import { describe, expect, it } from 'vitest'
import { buildApi } from './build-api'
import type { Wire } from './build-api'

const verbs = [
  'addTrials', 'againRun', 'annotateRun', 'auditDataset', 'cancelComparison', 'cancelDatasetWork', 'cancelEvaluation', 'cancelExport',
  'cancelPredict', 'cancelProof', 'cancelQueued', 'cancelRowForm', 'changeSettings', 'changeStudy', 'changeWorkspace', 'checkStudy', 'choosePredictFile',
  'chooseWorkspace', 'closeRowForm', 'columnByTarget', 'compareCurves', 'compareRuns', 'confusionPair', 'copyImage', 'copyText', 'deleteRun', 'deleteStudy',
  'emptyBin', 'evaluateStudy', 'evaluationClass', 'evaluationOverview', 'evaluationRows', 'exploreDataset', 'exportRejected', 'exportRun',
  'fileState', 'findEvidence', 'flippedRows', 'getCard', 'getDataset', 'getQueue', 'getRun', 'getStudy', 'importModel', 'importRuns', 'keepCopy',
  'keepData', 'keepEnsemble', 'keptImportance', 'listDatasets', 'listRuns', 'listStudies', 'measureImportance', 'measureSlices',
  'moveInQueue', 'onAuditProgress', 'onCommand', 'onCompareProgress', 'onCompareTable', 'onDatasetOpened', 'onDatasetProgress', 'onError',
  'onEvaluationProgress', 'onExperimentsArrived', 'onExportProgress', 'onPredictProgress', 'onProofProgress', 'onRowFormProgress', 'onRunChanged', 'onRunEpochs', 'onRunProgress',
  'onRunRemoved', 'onSnapshot', 'onStudyChanged', 'onStudyEpochs', 'onStudyRemoved', 'onStudyTrial', 'openCompareConfig', 'openDataset',
  'openDoc', 'openDropped', 'openDroppedExperiment', 'openExperiment', 'openLink', 'openLogs', 'openRowForm', 'openSample', 'openShippedStudy', 'openStudyFile', 'pauseQueue', 'pauseStudy',
  'pickTestFile', 'planRows', 'predict', 'previewReading', 'probeEngine', 'pruneStorage', 'rejectedLines', 'repeatRuns', 'reportError',
  'reportStudy', 'rereadDataset', 'restoreRun', 'restoreStudy', 'resumeQueue', 'resumeRun', 'resumeStudy', 'rowOfForm', 'saveExperiment', 'saveReport', 'scoreEpoch', 'scoreRowForm', 'showExport',
  'showPredictions', 'showRunFolder', 'showStudyFolder', 'snapshot', 'startRun', 'startStudy', 'stopRun', 'stopTrial', 'storageUse',
  'tablePage', 'takeExperiments', 'typeLosses', 'verifyRun', 'writeCard',
]

/** A wire that remembers what was sent and lets a test play main. */
function recordingWire(pathOf: Wire['pathOf'] = () => null) {
  const sent: { channel: string; argument: unknown }[] = []
  const listeners = new Map<string, Set<(payload: unknown) => void>>()
  const wire: Wire = {
    invoke: (channel, argument) => {
      sent.push({ channel, argument })
      return Promise.resolve({ ok: true, value: null })
    },
    listen: (event, listener) => {
      const set = listeners.get(event) ?? new Set()
      set.add(listener)
      listeners.set(event, set)
      return () => {
        set.delete(listener)
      }
    },
    pathOf,
  }
  const emit = (event: string, payload: unknown) => listeners.get(event)?.forEach((listener) => listener(payload))
  return { wire, sent, emit }
}

describe('the bridge', () => {
  it('is exactly this list of verbs', () => {
    expect(Object.keys(buildApi(recordingWire().wire)).sort()).toEqual(verbs)
  })

  it('reaches every channel of the contract, and no other', async () => {
    const { wire, sent } = recordingWire(() => '/a/table.csv')
    const api = buildApi(wire)
    const id = 'd-0123456789ab'
    const run = { id: 'r-20261123-101500-abcde' }
    await api.openLink({ url: 'https://example.org' })
    await api.openDoc({ page: 'data-pipeline' })
    await api.changeWorkspace({ parallelRuns: 2 })
    await api.copyText({ text: 'x' })
    await api.copyImage({ png: 'data:image/png;base64,AAAA' })
    await api.reportError({ message: 'x' })
    await api.changeSettings({ theme: 'dark' })
    await api.openDropped({})
    await api.openDroppedExperiment({})
    await api.saveExperiment({ kind: 'run', ...run })
    await api.openSample({ sample: 'songs' })
    await api.getDataset({ id })
    await api.tablePage({ id, offset: 0, limit: 10 })
    const recipe: Recipe = {
      task: 'classification', target: 'y', columns: { features: ['x'], ignored: [], types: {} }, rows: [], steps: [],
      split: { method: 'random', validation: 0.1, test: 0.2, seed: 1 },
    }
    await api.auditDataset({ id, recipe })
    await api.planRows({ id, recipe })
    await api.exploreDataset({ id, recipe })
    await api.columnByTarget({ id, recipe, column: 'x' })
    await api.findEvidence({ id, recipe, kind: 'twins', column: null, offset: 0, limit: 10 })
    await api.cancelDatasetWork({ work: 'audit' })
    await api.rereadDataset({ id, reading: {} })
    await api.previewReading({ id, reading: { delimiter: ';' }, rows: 20 })
    await api.typeLosses({ id, column: 'x' })
    await api.rejectedLines({ id, offset: 0, limit: 10 })
    for (const verb of ['fileState', 'exportRejected'] as const) await api[verb]({ id })
    await api.startRun({
      dataset: id,
      name: 'x',
      recipe,
      model: {} as never,
      training: {} as never,
    })
    for (const verb of ['getRun', 'deleteRun', 'restoreRun', 'showRunFolder', 'resumeRun', 'annotateRun', 'againRun', 'cancelQueued', 'verifyRun'] as const) await api[verb](run)
    await api.listRuns({ from: 0 })
    await api.scoreEpoch({ ...run, on: 'test', epoch: 'best' })
    await api.moveInQueue({ ...run, place: 0 })
    await api.pruneStorage({ rules: [{ kind: 'cache', keepBytes: 0 }], dryRun: true })
    await api.emptyBin({ forGood: false })
    await api.keepData({ keep: null })
    await api.keepCopy({ id })
    await api.predict({ ...run, format: 'csv', keep: true, scores: false, epoch: 'best', top: 1, coverage: 0.95, drift: false })
    await api.openRowForm({ ...run, epoch: 'best' })
    await api.rowOfForm({ row: 0 })
    await api.scoreRowForm({ rows: [[1, 'x', null]] })
    for (const verb of ['cancelRowForm', 'closeRowForm', 'importRuns'] as const) await api[verb]()
    for (const verb of ['getQueue', 'pauseQueue', 'resumeQueue', 'storageUse', 'choosePredictFile', 'cancelPredict', 'showPredictions', 'cancelProof'] as const) await api[verb]()
    await api.exportRun({ ...run, format: 'onnx', epoch: 'best' })
    await api.writeCard({ ...run, texts: { purpose: 'x' } })
    await api.getCard(run)
    for (const verb of ['cancelExport', 'showExport', 'importModel', 'takeExperiments', 'openExperiment'] as const) await api[verb]()
    await api.stopRun({ ...run, when: 'now' })
    for (const verb of ['keptImportance', 'measureImportance'] as const) await api[verb]({ ...run, on: 'test' })
    await api.measureSlices({ ...run, on: 'test', column: 'x' })
    await api.cancelEvaluation({ work: 'importance' })
    await api.evaluationOverview({ ...run, on: 'test' })
    await api.evaluationClass({ ...run, on: 'test', which: 0 })
    await api.evaluationRows({ ...run, on: 'test', limit: 10 })
    const pair = { a: run.id, b: 'r-20261123-101501-abcde', on: 'test' as const }
    await api.compareRuns({ ticket: 1, runs: [pair.a, pair.b] })
    await api.compareCurves({ runs: [pair.a] })
    await api.flippedRows({ ...pair, flip: 'gained', offset: 0, limit: 10 })
    await api.confusionPair(pair)
    await api.keepEnsemble({ runs: [pair.a, pair.b], name: 'both' })
    await api.repeatRuns({ runs: [pair.a], seeds: 5, resplit: false })
    await api.saveReport({ name: 'compare.html', content: '<!doctype html>' })
    const study = { id: 's-20261123-101500-abcde' }
    for (const verb of ['getStudy', 'pauseStudy', 'resumeStudy', 'changeStudy', 'evaluateStudy', 'reportStudy', 'deleteStudy', 'restoreStudy', 'showStudyFolder'] as const) await api[verb](study)
    await api.stopTrial({ ...study, trial: 1 })
    await api.addTrials({ ...study, trials: [{ 'training.learningRate': 0.01 }] })
    await api.openShippedStudy({ study: 'song-genres-quick' })
    for (const verb of ['checkStudy', 'startStudy'] as const) await api[verb]({ design: {} as never, dataset: id })
    for (const verb of ['listStudies', 'openStudyFile'] as const) await api[verb]()
    for (const verb of ['cancelComparison', 'openCompareConfig'] as const) await api[verb]()
    for (const verb of ['snapshot', 'probeEngine', 'openLogs', 'chooseWorkspace', 'openDataset', 'pickTestFile', 'listDatasets'] as const) await api[verb]()
    // The model, the training settings and the designs above are no such things: refused before the wire.
    expect([...sent.map((message) => message.channel), 'runs:start', 'studies:check', 'studies:start'].sort()).toEqual(Object.keys(requests).sort())
  })

  it('refuses garbage before it reaches main', async () => {
    const { wire, sent } = recordingWire()
    const answer = await buildApi(wire).getRun({ id: '../../etc/passwd' })
    expect(answer).toMatchObject({ ok: false, error: { code: 'invalid-argument' } })
    expect(sent).toEqual([])
  })

  it('refuses a dropped thing that has no path of its own', async () => {
    const { wire, sent } = recordingWire()
    for (const verb of ['openDropped', 'openDroppedExperiment'] as const) expect(await buildApi(wire)[verb]({ path: '/etc/passwd' })).toMatchObject({ ok: false, error: { code: 'invalid-argument' } })
    expect(sent).toEqual([])
  })

  it('drops events that are not what the contract says', () => {
    const { wire, emit } = recordingWire()
    const heard: unknown[] = []
    buildApi(wire).onCommand((payload) => heard.push(payload))
    emit('app:command', { command: 'format-the-disk' })
    emit('app:command', 'train')
    emit('app:command', { command: 'train' })
    expect(heard).toEqual([{ command: 'train' }])
  })

  it('stops telling a listener that unsubscribed', () => {
    const { wire, emit } = recordingWire()
    const heard: unknown[] = []
    const off = buildApi(wire).onRunRemoved((payload) => heard.push(payload))
    emit('runs:removed', { id: 'a' })
    off()
    emit('runs:removed', { id: 'b' })
    expect(heard).toEqual([{ id: 'a' }])
  })
})
