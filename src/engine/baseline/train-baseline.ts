import { hostname, cpus } from 'node:os'
import { join } from 'node:path'
import { defaultBaseline, roundsOf } from '@shared/baseline/baseline-settings'
import type { BaselineSettings } from '@shared/baseline/baseline-settings'
import type { TrainEvent, TrainerMethods } from '@shared/engine/trainer-methods'
import type { InputOf } from '@shared/engine/wire'
import { CrossfadeError, toEnvelope } from '@shared/errors'
import type { EpochMetrics, MetricValues } from '@shared/run/epoch-metrics'
import type { EpochSummary, RunRecord } from '@shared/run/run-record'
import { isEnded } from '@shared/run/run-state'
import type { Evaluation } from '@shared/run/evaluation'
import { judgeEpoch, stoppingStart } from '@shared/training/early-stopping'
import { metricsFor, monitorMode } from '@shared/training/resolve'
import { withTestLook } from '@shared/run/test-looks'
import { takeRunLock } from '../channel/run-lock-file'
import { breathe } from '../trainer/run/chunk-size'
import { readPrepared } from '../trainer/run/prepared-data'
import type { PreparedData } from '../trainer/run/prepared-data'
import { rowWeights } from '../trainer/run/row-weights'
import { RunJournal } from '../trainer/run/run-journal'
import { newTally } from '../trainer/run/score-rows'
import type { StopRequest } from '../trainer/run/stop-request'
import { writeAtomic } from '../trainer/run/write-atomic'
import { Booster } from './lightgbm'
import { rowReports } from './row-reports'
import { readBaseline, saveBaseline } from './saved-baseline'
import { baselinePlan, scoreBaselinePart } from './score-baseline'
import { treeParameters } from './tree-parameters'

type Input = InputOf<TrainerMethods['train']>

/** One baseline from `preparing` to its end, as trainRun does it for a network: the same lock, the same files, an epoch for each round. */
export async function trainBaseline(input: Input, stop: StopRequest, tell: (event: TrainEvent) => void): Promise<RunRecord> {
  const release = takeRunLock(input.runDir)
  const journal = new RunJournal(input.runDir, input.record, tell)
  try {
    const data = await readPrepared(input.preparedDir)
    if (data.train.rows === 0) throw new CrossfadeError('recipe-invalid', 'The split leaves no training rows. Make the validation and test parts smaller.')
    journal.keepPipeline(input.preparedDir)
    begin(journal, data)
    journal.openMetrics()
    const settings = input.record.baseline ?? defaultBaseline('boosted-trees')
    const grown = settings.kind === 'majority' ? constant(journal, data) : await grow(journal, data, settings, stop)
    await finish(journal, data, grown)
    return journal.record
  } catch (thrown) {
    const { code, message, stack } = toEnvelope(thrown)
    if (stack !== undefined) journal.log(stack)
    if (!isEnded(journal.record.status)) journal.move('failed', { reason: message, errorCode: code, ended: new Date().toISOString() })
    throw thrown
  } finally {
    release()
  }
}

interface Grown {
  readonly best: EpochSummary
  readonly last: EpochSummary
  readonly trainMs: number
  readonly roundMs: number
  readonly stopped: boolean
  readonly early: boolean
}

function begin(journal: RunJournal, data: PreparedData): void {
  const { record } = journal
  const classes = data.classes
  const { monitor } = record.experiment.training.stopping
  const metric = metricsFor(record.experiment.recipe.task, classes).includes(monitor) ? monitor : 'loss'
  journal.move('training', {
    reason: null,
    started: record.started ?? new Date().toISOString(),
    dataset: { ...record.dataset, features: data.inputs, classes: classes === 0 ? null : classes },
    split: data.about.split,
    environment: record.environment ?? { crossfade: '', node: process.versions.node, electron: null, tensorflow: null, platform: process.platform, arch: process.arch, cpu: cpus()[0]?.model ?? '', cores: cpus().length, host: hostname() },
    monitor: { metric, on: data.validation.rows > 0 ? 'validation' : 'training', mode: monitorMode(metric) },
  })
}

/** Every row gets what the training rows are on average. */
function constant(journal: RunJournal, data: PreparedData): Grown {
  const started = performance.now()
  const { train, classes } = data
  const counts = new Array<number>(Math.max(1, classes)).fill(0)
  if (classes > 0) for (const label of train.labels) counts[label] = (counts[label] ?? 0) + 1
  saveBaseline(journal.path('model', 'best'), { version: 1, kind: 'constant', outputs: counts.map((count) => count / train.rows) })
  const model = readBaseline(journal.path('model', 'best'), 1)
  const values = (part: PreparedData['train']) => (part.rows === 0 ? null : measure(journal, data, model.outputs(part.features, part.rows, data.inputs), part.labels))
  const summary: EpochSummary = { epoch: 1, training: values(train) ?? { loss: null }, validation: values(data.validation) }
  journal.epoch(line(summary, 0, performance.now() - started))
  return { best: summary, last: summary, trainMs: performance.now() - started, roundMs: 0, stopped: false, early: false }
}

async function grow(journal: RunJournal, data: PreparedData, settings: Exclude<BaselineSettings, { kind: 'majority' }>, stop: StopRequest): Promise<Grown> {
  const { training } = journal.record.experiment
  const { train, validation, inputs } = data
  const { units } = baselinePlan(journal.record, data)
  const rows = (part: PreparedData['train'], weights: Float32Array | null) => ({ features: part.features, labels: part.labels, weights, rows: part.rows, inputs })
  const booster = new Booster(rows(train, rowWeights(data, training.classWeights)), validation.rows === 0 ? null : rows(validation, null), treeParameters(settings, data, training), units)
  const started = performance.now()
  let stopping = stoppingStart
  let best: EpochSummary | null = null
  let last: EpochSummary | null = null
  let ending: 'done' | 'stopped' | 'early' = 'done'
  try {
    for (let round = 1; round <= roundsOf(settings); round++) {
      if (stop.atChunk !== null) {
        ending = 'stopped'
        break
      }
      const before = performance.now()
      const finished = booster.grow()
      const summary: EpochSummary = {
        epoch: round,
        training: measure(journal, data, booster.predictions(0, train.rows), train.labels),
        validation: validation.rows === 0 ? null : measure(journal, data, booster.predictions(1, validation.rows), validation.labels),
      }
      journal.epoch(line(summary, settings.kind === 'boosted-trees' ? settings.learningRate : 1, performance.now() - before))
      const { metric = 'loss', mode = 'min' } = journal.record.monitor ?? {}
      // A forest does not overfit by growing: it grows to its end.
      const patience = settings.kind === 'forest' ? 0 : training.stopping.patience
      const verdict = judgeEpoch(stopping, round, (summary.validation ?? summary.training)[metric] ?? null, mode, { ...training.stopping, patience })
      stopping = verdict.state
      if (verdict.isBest || best === null || settings.kind === 'forest') best = summary
      last = summary
      if (finished || verdict.stop || stop.atEpoch !== null) {
        ending = stop.atEpoch !== null ? 'stopped' : verdict.stop ? 'early' : 'done'
        break
      }
      await breathe()
    }
    if (best === null || last === null) throw new CrossfadeError('cancelled', 'Stopped before the first round was grown.')
    const dir = journal.folder('model', 'best')
    booster.save(join(dir, 'model.txt'), best.epoch)
    saveBaseline(dir, { version: 1, kind: 'lightgbm', file: 'model.txt', units, rounds: best.epoch })
  } finally {
    booster.free()
  }
  const trainMs = performance.now() - started
  return { best, last, trainMs, roundMs: trainMs / last.epoch, stopped: ending === 'stopped', early: ending === 'early' }
}

function measure({ record }: RunJournal, data: PreparedData, outputs: Float32Array, labels: Float32Array): MetricValues {
  const tally = newTally(record.experiment.recipe.task, data, baselinePlan(record, data).positive)
  tally.add(rowReports(outputs, labels, data.classes), labels)
  return tally.values()
}

const line = ({ epoch, training, validation }: EpochSummary, learningRate: number, ms: number): EpochMetrics => ({
  epoch,
  ...training,
  ...(validation === null ? {} : { validation }),
  learningRate,
  ms: Math.round(ms * 1000) / 1000,
  step: epoch,
  at: new Date().toISOString(),
})

async function finish(journal: RunJournal, data: PreparedData, { best, last, trainMs, roundMs, stopped, early }: Grown): Promise<void> {
  const { record } = journal
  const facts = { epochs: last.epoch, best, last, timing: { ...record.timing, compileMs: 0, trainMs, medianEpochMs: roundMs } }
  journal.move('evaluating', facts)
  const model = readBaseline(journal.path('model', 'best'), cpus().length)
  try {
    const score = (part: 'validation' | 'test') => scoreBaselinePart(part, best.epoch, { model, data, journal })
    const validation = data.validation.rows > 0 ? await score('validation') : null
    const test = data.test.rows > 0 && record.experiment.training.scoreTest ? await score('test') : null
    const evaluation: Evaluation = { version: 1, classes: data.about.classes, validation: validation?.evaluation ?? null, test: test?.evaluation ?? null }
    writeAtomic(journal.path('evaluation.json'), [`${JSON.stringify(evaluation)}\n`])
    journal.move(stopped ? 'stopped' : 'completed', {
      ...facts,
      reason: stopped ? 'Stopped by request.' : early ? 'Stopped early: no improvement any more.' : null,
      ended: new Date().toISOString(),
      test: test === null ? null : Object.assign({ scoredAt: test.evaluation.scoredAt }, test.values),
      ...(test === null ? {} : withTestLook(record, { epoch: best.epoch, at: test.evaluation.scoredAt })),
    })
  } finally {
    model.free()
  }
}
