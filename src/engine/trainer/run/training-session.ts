import type { EpochMetrics, MetricValues } from '@shared/run/epoch-metrics'
import type { EpochSummary, TrainingPlace } from '@shared/run/run-record'
import type { Recipe } from '@shared/recipe/recipe'
import type { Tally } from '@shared/metrics/row-report'
import { judgeEpoch, stoppingStart } from '@shared/training/early-stopping'
import { learningRateAt, nextPlateau } from '@shared/training/schedule-rate'
import { keptWeights } from '../programs/kept-weights'
import type { StepProgram } from '../programs/step-program'
import { rowOrderInParts } from '../random-order'
import type { TrainingStep } from '../step/training-step'
import { readCheckpoint, writeCheckpoint } from './checkpoint'
import type { TrainingPosition } from './checkpoint'
import { breathe, ChunkSize, patiently } from './chunk-size'
import type { TrainingPlan } from './plan'
import type { PreparedData } from './prepared-data'
import { ProgressMeter } from './progress-meter'
import type { RunJournal } from './run-journal'
import { newTally, scoreRows } from './score-rows'
import type { StopRequest } from './stop-request'

/** Why the epochs ended. */
export type Ending =
  | { readonly kind: 'completed'; readonly early: boolean }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'paused' }
  /** The loss of a row of this step (1-based) is no longer a number. */
  | { readonly kind: 'diverged'; readonly step: number; readonly epoch: number }

export interface SessionParts {
  readonly task: Recipe['task']
  readonly plan: TrainingPlan
  readonly data: PreparedData
  readonly rowWeights: Float32Array | null
  readonly step: TrainingStep
  readonly program: StepProgram
  readonly journal: RunJournal
  readonly stop: StopRequest
  /** The epoch after which it ends as stopped; null: when the training is over. */
  readonly stopAfter: number | null
  /** The place at which it ends as stopped. */
  readonly stopAt: TrainingPlace | null
  /** Called at the end of every n-th epoch, where the run keeps them. */
  readonly keepEpoch: (epoch: number, weights: readonly Float32Array[]) => void
}

/** Checkpoints are at least this far apart, and take at most a twentieth of the time. Tests that kill a trainer want them denser. */
const checkpointEveryMs = Number(process.env['CROSSFADE_CHECKPOINT_MS'] ?? 5000)
const checkpointShare = 20

/** The epochs whose times the median is over. */
const timedEpochs = 200

const startPosition: TrainingPosition = {
  epoch: 1,
  stepInEpoch: 0,
  step: 0,
  plateau: { factor: 1, waited: 0 },
  stopping: stoppingStart,
  best: null,
  last: null,
  epochMs: [],
  spentMs: 0,
  trainMs: 0,
  tally: null,
}

/** The epochs of one run, from the start or a checkpoint to the end or a stop. Holds all that a checkpoint must. */
export class TrainingSession {
  private at: TrainingPosition = startPosition
  private best: readonly Float32Array[] = []
  private tally: Tally
  private order: Int32Array | null = null
  private readonly chunk: ChunkSize
  private readonly meter: ProgressMeter
  private lastTick = performance.now()
  private nextCheckpoint = performance.now() + checkpointEveryMs

  constructor(private readonly parts: SessionParts) {
    const { plan, program, journal } = parts
    this.tally = this.emptyTally()
    this.chunk = new ChunkSize(program.capacity)
    this.meter = new ProgressMeter(journal, { epochs: plan.training.epochs, stepsPerEpoch: plan.stepsPerEpoch })
  }

  get position(): TrainingPosition {
    return this.at
  }

  /** The weights of the best epoch; none before there is one. */
  get bestWeights(): readonly Float32Array[] {
    return this.best
  }

  /** Goes on from the run's checkpoint; false when there is none. Throws `run-unreadable` when it is damaged. */
  restore(): boolean {
    const found = readCheckpoint(this.checkpointPath)
    if (found === null) return false
    const { task, data, plan, program } = this.parts
    this.at = found.position
    this.best = found.arrays.best
    program.write(found.arrays)
    if (found.position.tally !== null) {
      this.tally = newTally(task, data, plan.positive, { sums: found.position.tally.map((sum) => sum ?? NaN), arrays: found.arrays.tally })
    }
    return true
  }

  /** Trains to the end. What it answers is on the disk as a checkpoint, unless the training diverged. */
  async run(): Promise<Ending> {
    this.lastTick = performance.now()
    const { stopAfter, plan } = this.parts
    // Its checkpoint may be of later already.
    if (stopAfter !== null && this.at.epoch > stopAfter && this.at.epoch <= plan.training.epochs) return this.endWith({ kind: 'stopped' })
    while (this.at.epoch <= this.parts.plan.training.epochs) {
      const ending = (await this.trainSteps()) ?? (await this.finishEpoch())
      if (ending?.kind === 'diverged') return ending
      if (ending !== null) return this.endWith(ending)
      this.checkpointIfDue()
    }
    return this.endWith({ kind: 'completed', early: false })
  }

  private endWith(ending: Ending): Ending {
    this.checkpoint()
    return ending
  }

  /** The steps of the epoch at work that are not done yet. null: all are done. */
  private async trainSteps(): Promise<Ending | null> {
    const { plan, stop, data } = this.parts
    while (this.at.stepInEpoch < plan.stepsPerEpoch) {
      const wish = this.atStopPlace ? { kind: 'stopped' as const } : this.wish(stop.atChunk)
      if (wish !== null) return wish
      this.order ??= await patiently(rowOrderInParts(plan.training.seed, this.at.epoch, data.train.rows))
      const ending = this.trainChunk(this.order)
      if (ending !== null) return ending
      this.checkpointIfDue()
      await breathe()
    }
    // It may have been stopped after the last step of an epoch, before that epoch was finished.
    return this.atStopPlace ? { kind: 'stopped' } : null
  }

  private get atStopPlace(): boolean {
    const { stopAt } = this.parts
    if (stopAt === null) return false
    const { epoch, stepInEpoch } = this.at
    return epoch > stopAt.epoch || (epoch === stopAt.epoch && stepInEpoch >= stopAt.stepInEpoch)
  }

  private trainChunk(epochOrder: Int32Array): Ending | null {
    const { plan, data, program, rowWeights } = this.parts
    const { stepInEpoch, step } = this.at
    const { stopAt } = this.parts
    const end = stopAt !== null && stopAt.epoch === this.at.epoch ? Math.min(stopAt.stepInEpoch, plan.stepsPerEpoch) : plan.stepsPerEpoch
    const steps = Math.min(this.chunk.next, end - stepInEpoch)
    const order = epochOrder.subarray(stepInEpoch * plan.batch, Math.min((stepInEpoch + steps) * plan.batch, data.train.rows))
    const weights = rowWeights === null ? null : picked(rowWeights, order)

    const started = performance.now()
    const report = program.train({ order, weights, scalars: this.scalars(step, steps), firstStep: step })
    this.chunk.took(steps, performance.now() - started)

    this.tally.add(report, picked(data.train.labels, order), weights ?? undefined)
    this.advance({ stepInEpoch: stepInEpoch + steps, step: step + steps })
    this.meter.step('training', this.at, order.length)
    const bad = firstBadRow(report, report.length / order.length)
    return bad === null ? null : this.diverged(step + Math.floor(bad / plan.batch) + 1)
  }

  /** Validation, the epoch's line, the best weights, early stopping. */
  private async finishEpoch(): Promise<Ending | null> {
    const { plan, data, journal, stop, program, step } = this.parts
    const validation = data.validation.rows > 0 ? await this.validate() : null
    if (validation === 'cut') return this.wish(stop.atChunk)
    this.advance({})
    const summary: EpochSummary = { epoch: this.at.epoch, training: this.tally.values(), validation }
    const line = this.line(summary)
    journal.epoch(line)
    if (line.diverged === true) return { kind: 'diverged', step: this.at.step, epoch: line.epoch }

    const { epoch } = summary
    const watched = (validation ?? summary.training)[plan.monitor.metric] ?? null
    const verdict = judgeEpoch(this.at.stopping, epoch, watched, plan.monitor.mode, plan.training.stopping)
    const keep = plan.training.keepEvery > 0 && epoch % plan.training.keepEvery === 0
    if (verdict.isBest || keep) {
      const weights = keptWeights(program.read(), step.state)
      if (verdict.isBest) this.best = weights
      if (keep) this.parts.keepEpoch(epoch, weights)
    }
    this.at = {
      ...this.at,
      epoch: epoch + 1,
      stepInEpoch: 0,
      plateau: nextPlateau(plan.training.schedule, this.at.plateau, verdict.improved),
      stopping: verdict.state,
      best: verdict.isBest ? summary : this.at.best,
      last: summary,
      epochMs: [...this.at.epochMs.slice(1 - timedEpochs), this.at.spentMs],
      spentMs: 0,
    }
    this.tally = this.emptyTally()
    this.order = null
    const asked = this.wish(stop.atEpoch)
    if (asked !== null) return asked
    if (verdict.stop) return { kind: 'completed', early: true }
    return epoch === this.parts.stopAfter && epoch < plan.training.epochs ? { kind: 'stopped' } : null
  }

  /** Metrics of the validation rows; 'cut' when somebody wants to stop before they are all scored. */
  private async validate(): Promise<MetricValues | 'cut'> {
    const { data, program, stop } = this.parts
    const tally = this.emptyTally()
    this.meter.step('evaluating', this.at, 0)
    const all = await scoreRows(program, data.validation, data.inputs, true, (report, labels) => tally.add(report, labels), () => stop.atChunk === null)
    return all ? tally.values() : 'cut'
  }

  private line({ training, validation, epoch }: EpochSummary): EpochMetrics {
    const diverged = training.loss === null || validation?.loss === null
    return {
      epoch,
      ...training,
      ...(validation === null ? {} : { validation }),
      learningRate: this.rate(this.at.step - 1),
      ms: Math.round(this.at.spentMs * 1000) / 1000,
      step: this.at.step,
      at: new Date().toISOString(),
      ...(diverged ? { diverged } : {}),
    }
  }

  /** An epoch that diverged on its way has its line too, as far as it came. */
  private diverged(step: number): Ending {
    const { epoch } = this.at
    this.parts.journal.epoch({ ...this.line({ epoch, training: { ...this.tally.values(), loss: null }, validation: null }), diverged: true })
    return { kind: 'diverged', step, epoch }
  }

  private wish(when: 'now' | 'pause' | 'epoch-end' | null): Ending | null {
    if (when === null) return null
    return when === 'pause' ? { kind: 'paused' } : { kind: 'stopped' }
  }

  private rate(step: number): number {
    const { plan } = this.parts
    const { schedule, learningRate, epochs } = plan.training
    return learningRateAt(schedule, learningRate, Math.max(0, step), { stepsPerEpoch: plan.stepsPerEpoch, epochs }, this.at.plateau.factor)
  }

  private scalars(first: number, steps: number): Float32Array {
    const { step } = this.parts
    const scalars = new Float32Array(steps * step.scalarCount)
    for (let i = 0; i < steps; i++) scalars.set(step.scalars(this.rate(first + i), first + i), i * step.scalarCount)
    return scalars
  }

  private emptyTally(): Tally {
    const { task, data, plan } = this.parts
    return newTally(task, data, plan.positive)
  }

  /** Moves on, and books the time since the last move to the epoch at work. */
  private advance(change: Partial<TrainingPosition>): void {
    const now = performance.now()
    const passed = now - this.lastTick
    this.lastTick = now
    this.at = { ...this.at, ...change, spentMs: this.at.spentMs + passed, trainMs: this.at.trainMs + passed }
  }

  private get checkpointPath(): string {
    return this.parts.journal.path('checkpoint')
  }

  private checkpointIfDue(): void {
    if (performance.now() >= this.nextCheckpoint) this.checkpoint()
  }

  private checkpoint(): void {
    const started = performance.now()
    const tally = this.tally.save()
    const sums = tally.sums.map((sum) => (Number.isFinite(sum) ? sum : null))
    writeCheckpoint(this.checkpointPath, { ...this.at, tally: sums }, { ...this.parts.program.read(), best: this.best, tally: tally.arrays })
    const ended = performance.now()
    this.nextCheckpoint = ended + Math.max(checkpointEveryMs, checkpointShare * (ended - started))
  }
}

/** The entries of `values` at `rows`, in that order. */
function picked(values: Float32Array, rows: Int32Array): Float32Array {
  const result = new Float32Array(rows.length)
  for (let i = 0; i < rows.length; i++) result[i] = values[rows[i] ?? 0] ?? 0
  return result
}

/** The first row whose loss, the first of its `width` numbers, is not finite. */
function firstBadRow(report: Float32Array, width: number): number | null {
  for (let row = 0; row * width < report.length; row++) if (!Number.isFinite(report[row * width])) return row
  return null
}
