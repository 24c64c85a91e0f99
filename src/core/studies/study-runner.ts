import { CrossfadeError, toEnvelope } from '@shared/errors'
import type { ErrorCode } from '@shared/errors'
import type { EpochMetrics } from '@shared/run/epoch-metrics'
import type { RunRecord } from '@shared/run/run-record'
import type { Curve } from '@shared/study/median-rule'
import { createPlanner } from '@shared/study/planner'
import type { PlannedTrial, Planner } from '@shared/study/planner'
import type { StudyRecord } from '@shared/study/study'
import { withLine } from '@shared/study/trial'
import type { Trial, TrialLine, TrialLog } from '@shared/study/trial'
import { newRunId } from '../runs/run-folder'
import { concernsAllTrials } from './concerns-all-trials'
import { endedLine } from './ended-line'
import type { EndOfTrial } from './ended-line'
import { newPoints, whyHopeless } from './hopeless-trial'
import { StudyClock } from './study-clock'
import { writeStudyRecord } from './study-folder'
import type { TrialLogFile } from './study-folder'
import { trialExperiment } from './trial-experiment'
import type { TrialAtWork, TrialQueue } from './trial-queue'

export interface StudyRunnerOptions {
  readonly dir: string
  readonly file: TrialLogFile
  readonly queue: TrialQueue
  readonly log: (line: string) => void
  readonly onRecord: (record: StudyRecord) => void
  readonly onTrial: (trial: Trial) => void
  readonly onEpochs: (trial: number, points: Curve) => void
}

/** Why a trial at work was asked to end. */
type Ending = { readonly status: 'pruned' | 'stopped'; readonly reason: string }

interface AtWork {
  readonly work: TrialAtWork
  /** The objective by epoch, all of it. */
  readonly curve: [number, number][]
  ending: Ending | null
  /** When it is no longer at work, and the log says so or cannot. */
  told: Promise<void>
}

/** How often a trial whose process died is taken up again, until it counts as failed. */
const mostDeaths = 2

/**
 * One study at work, from its log to its end: asks the planner what comes next, hands trials to the queue, writes down what becomes of
 * them. It can be ended at any moment; a new one over the same folder goes on.
 */
export class StudyRunner {
  private readonly atWork = new Map<number, AtWork>()
  private readonly deaths = new Map<number, number>()
  /** Trials that were at work when the study was last ended. */
  private left: number[]
  private planner: Planner
  private readonly clock: StudyClock
  private pumping: Promise<void> = Promise.resolve()
  private resting: 'paused' | null = null
  private failing = false
  private over = false
  private settle: (record: StudyRecord) => void = () => undefined
  /** When it has ended or rests. */
  readonly ended: Promise<StudyRecord>

  constructor(
    private current: StudyRecord,
    private known: TrialLog,
    private readonly options: StudyRunnerOptions,
  ) {
    this.planner = createPlanner(current.design)
    this.clock = new StudyClock(known.workedMs)
    this.left = known.trials.filter((trial) => trial.status === 'running').map((trial) => trial.trial)
    this.ended = new Promise((resolve) => (this.settle = resolve))
  }

  get record(): StudyRecord {
    return this.current
  }

  /** With the time of this moment. */
  get trials(): TrialLog {
    return { ...this.known, workedMs: this.clock.workedMs }
  }

  get total(): number | null {
    return this.planner.total
  }

  async start(): Promise<void> {
    const now = new Date().toISOString()
    await this.write({ ...this.current, status: 'running', reason: null, started: this.current.started ?? now, ended: null })
    this.clock.start()
    this.setBell()
    this.pump()
  }

  /** Trials at work keep their checkpoints; nothing new is begun. */
  async pause(): Promise<void> {
    // At its end already, or failing: not before nothing is at work any more.
    if (this.over) return void (await this.ended)
    this.resting = 'paused'
    await Promise.all([...this.atWork.values()].map(({ work }) => this.asked(work.stop('pause'))))
    this.pump()
    await this.ended
  }

  /** Ends a trial at work, for good. False: it is not at work. */
  async stopTrial(trial: number): Promise<boolean> {
    const one = this.atWork.get(trial)
    if (one === undefined) return false
    one.ending = { status: 'stopped', reason: 'Stopped by request.' }
    await one.work.stop('now')
    return true
  }

  async add(lines: readonly TrialLine[]): Promise<void> {
    for (const line of lines) await this.append(line)
    this.pump()
  }

  /** Another budget, more jobs: counts from now on. */
  async change(record: StudyRecord): Promise<void> {
    await this.write(record)
    this.planner = createPlanner(record.design)
    this.setBell()
    this.pump()
  }

  private async write(record: StudyRecord): Promise<void> {
    await writeStudyRecord(this.options.dir, record)
    this.current = record
    this.options.onRecord(record)
  }

  private async append(line: TrialLine): Promise<void> {
    await this.options.file.append(line)
    this.known = withLine(this.known, line)
  }

  /** One after the other: what a step does is known to the next. */
  private pump(): void {
    this.pumping = this.pumping
      .then(() => this.step())
      .catch((thrown: unknown) => {
        const { message } = toEnvelope(thrown)
        this.options.log(`study ${this.current.id}: ${message}`)
        return this.fail(message)
      })
  }

  private async step(): Promise<void> {
    for (;;) {
      if (this.over || this.failing) return
      if (this.resting !== null) return this.atWork.size === 0 ? this.finish('paused', null) : undefined
      if (this.atWork.size >= this.current.jobs) return
      const left = this.left.shift()
      const trial = left === undefined ? undefined : this.known.trials[left - 1]
      if (trial !== undefined) {
        this.submit(trial)
        continue
      }
      const next = this.planner.next(this.trials)
      const at = new Date().toISOString()
      switch (next.kind) {
        case 'begin':
          await this.begin(next.trial)
          continue
        case 'promote':
          await this.append({ ...next, kind: 'promoted', trials: [...next.trials], at })
          continue
        case 'continue': {
          await this.append({ ...next, kind: 'continued', at })
          const kept = this.known.trials[next.trial - 1]
          if (kept !== undefined) this.submit(kept)
          continue
        }
        case 'wait':
          // Nothing at work to wait for: the plan cannot go on, and must not hang.
          return this.atWork.size === 0 ? this.finish('completed', 'Nothing is left that could be trained on.') : undefined
        case 'done':
          return this.atWork.size === 0 ? this.finish('completed', next.reason) : this.endIfOverTime()
      }
    }
  }

  private async begin(planned: PlannedTrial): Promise<void> {
    const at = new Date()
    await this.append({ kind: 'begun', trial: this.known.trials.length + 1, run: newRunId(at), ...planned, values: { ...planned.values }, at: at.toISOString() })
    const trial = this.known.trials[this.known.trials.length - 1]
    if (trial !== undefined) this.submit(trial)
  }

  private submit(trial: Trial): void {
    const { design } = this.current
    const composed = trialExperiment(design, trial, this.current.jobs)
    if (composed.kind === 'bad') {
      const one: AtWork = { work: { ended: Promise.reject(new Error(composed.message)), stop: () => Promise.resolve() }, curve: [], ending: null, told: Promise.resolve() }
      this.follow(trial, one)
      return
    }
    const curve: [number, number][] = []
    const last = design.experiment.training.epochs
    const work = this.options.queue.submit(
      {
        run: trial.run,
        study: { id: this.current.id, trial: trial.trial },
        experiment: composed.experiment,
        datasetId: this.current.dataset.id,
        name: `${design.name.slice(0, 180)} ${trial.trial}`.trim(),
        tags: [this.current.id],
        stopAfter: trial.until !== null && trial.until < last ? trial.until : null,
      },
      (metrics) => this.hear(trial.trial, metrics, curve),
    )
    this.follow(trial, { work, curve, ending: null, told: Promise.resolve() })
  }

  private follow(trial: Trial, one: AtWork): void {
    this.atWork.set(trial.trial, one)
    this.options.onTrial(trial)
    // Begun while the others were being asked to pause: so is this one.
    if (this.resting !== null) void this.asked(one.work.stop('pause'))
    const ending = one.work.ended.then(
      (record) => this.endOf(trial, one, record),
      (thrown: unknown) => {
        const { code, message } = toEnvelope(thrown)
        return this.endFailed(trial, one, code, message, null)
      },
    )
    one.told = ending.catch(() => undefined)
    ending
      // In turn with the steps: none is half-way through beginning a trial while all are being stopped.
      .catch((thrown: unknown) => {
        this.pumping = this.pumping.then(() => this.fail(toEnvelope(thrown).message))
      })
      .finally(() => this.pump())
  }

  private hear(number: number, metrics: readonly EpochMetrics[], curve: [number, number][]): void {
    const points = newPoints(metrics, this.current.design, curve)
    curve.push(...points)
    if (points.length > 0) this.options.onEpochs(number, points)
    const one = this.atWork.get(number)
    if (one === undefined || one.ending !== null) return
    const reason = whyHopeless(this.current.design, this.known.trials, number, curve)
    if (reason === null) return
    one.ending = { status: 'pruned', reason }
    void this.asked(one.work.stop('epoch-end'))
  }

  private async endOf(trial: Trial, one: AtWork, record: RunRecord): Promise<void> {
    switch (record.status) {
      case 'completed':
        return this.endTrial(trial.trial, one, { status: 'completed', reason: record.reason, record })
      case 'failed':
        return this.endFailed(trial, one, record.errorCode, record.reason, record)
      case 'stopped': {
        if (one.ending !== null) return this.endTrial(trial.trial, one, { ...one.ending, record })
        const rung = trial.until !== null && record.epochs >= trial.until
        // Caught before its training began, it has nothing to pause: it begins anew when the study goes on.
        if (this.resting !== null && !rung) {
          this.atWork.delete(trial.trial)
          return
        }
        return this.endTrial(trial.trial, one, rung ? { status: 'halted', reason: null, record } : { status: 'stopped', reason: record.reason, record })
      }
      default: {
        this.atWork.delete(trial.trial)
        if (this.resting !== null) return
        const deaths = (this.deaths.get(trial.trial) ?? 0) + 1
        this.deaths.set(trial.trial, deaths)
        if (deaths > mostDeaths) return this.endTrial(trial.trial, one, { status: 'failed', reason: record.reason ?? `It was ${record.status} ${deaths} times.`, record })
        this.left.unshift(trial.trial)
      }
    }
  }

  /** What keeps every trial from its work is no end of this one: the study fails, and its trials go on with it when it is resumed. */
  private async endFailed(trial: Trial, one: AtWork, code: ErrorCode | undefined, reason: string | null, record: RunRecord | null): Promise<void> {
    if (code === undefined || !concernsAllTrials(code)) return this.endTrial(trial.trial, one, { status: 'failed', reason, record })
    this.atWork.delete(trial.trial)
    // At once: the step that may be going on begins no other.
    this.failing = true
    throw new CrossfadeError(code, reason ?? '')
  }

  private async endTrial(number: number, one: AtWork, end: EndOfTrial): Promise<void> {
    await this.append(endedLine(number, end, one.curve, this.current.design.objective, this.clock.workedMs))
    this.atWork.delete(number)
    const trial = this.known.trials[number - 1]
    if (trial !== undefined) this.options.onTrial(trial)
  }

  /** The time is over while trials are at work: they end with what they have. */
  private async endIfOverTime(): Promise<void> {
    const { minutes } = this.current.design.budget
    if (!this.clock.isOver(minutes)) return
    for (const one of this.atWork.values()) {
      if (one.ending !== null) continue
      one.ending = { status: 'stopped', reason: `The time of ${minutes} min was over.` }
      await this.asked(one.work.stop('now'))
    }
  }

  private setBell(): void {
    this.clock.ring(this.current.design.budget.minutes, () => this.pump())
  }

  private async finish(status: 'paused' | 'completed', reason: string | null): Promise<void> {
    this.over = true
    this.clock.stop()
    const { workedMs } = this.clock
    const at = new Date().toISOString()
    try {
      await this.append({ kind: 'rested', workedMs, at })
      await this.write({ ...this.current, status, reason, ended: at })
    } catch (thrown) {
      // Left to fail(), which settles: nobody waits for ever.
      this.over = false
      throw thrown
    }
    this.settle(this.current)
  }

  /** The disk is full, or gone: what is at work is paused, and the study can be resumed. Only then it settles: whoever goes on finds nobody at work. */
  private async fail(reason: string): Promise<void> {
    if (this.over) return
    this.over = true
    this.clock.stop()
    const stopping = [...this.atWork.values()]
    await Promise.all(stopping.map(({ work }) => this.asked(work.stop('pause'))))
    await Promise.all(stopping.map(({ told }) => told))
    this.atWork.clear()
    const failed: StudyRecord = { ...this.current, status: 'failed', reason, ended: new Date().toISOString() }
    await this.write(failed).catch((thrown: unknown) => {
      this.options.log(`study ${failed.id}: its end could not be written: ${toEnvelope(thrown).message}`)
      // Whoever looks on hears of it all the same.
      this.current = failed
      this.options.onRecord(failed)
    })
    this.settle(failed)
  }

  private async asked(stopping: Promise<void>): Promise<void> {
    await stopping.catch((thrown: unknown) => this.options.log(`study ${this.current.id}: ${toEnvelope(thrown).message}`))
  }
}
