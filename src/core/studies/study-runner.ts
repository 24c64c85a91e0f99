import { assertNever } from '@shared/assert-never'
import { CrossfadeError, toEnvelope } from '@shared/errors'
import type { Curve } from '@shared/study/median-rule'
import { createPlanner } from '@shared/study/planner'
import type { PlannedTrial, Planner } from '@shared/study/planner'
import type { StudyRecord } from '@shared/study/study'
import type { Trial, TrialLine, TrialLog } from '@shared/study/trial'
import { GrowingTrialLog } from '@shared/study/trial-log'
import { endedLine } from './ended-line'
import { EpochBudget } from './epoch-budget'
import type { Outcome } from './outcome-of-trial'
import { restingTrialEnd } from './resting-trial-end'
import { StudyClock } from './study-clock'
import { writeStudyRecord } from './study-folder'
import type { StudyRunnerOptions } from './study-runner-options'
import { epochsOfTrial } from './trial-experiment'
import { begunLine, TrialOrder } from './trial-order'
import { TrialsAtWork } from './trials-at-work'

/**
 * One study at work, from its log to its end: asks the planner what comes next, hands trials to the queue, writes down what becomes of
 * them. It can be ended at any moment; a new one over the same folder goes on.
 */
export class StudyRunner {
  private readonly atWork: TrialsAtWork
  private readonly known: GrowingTrialLog
  /** Trials that were begun and are not at work: since the study was last ended, or because another one takes their place for now. */
  private left: number[]
  private readonly order: TrialOrder
  private readonly epochs: EpochBudget
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
    before: TrialLog,
    private readonly options: StudyRunnerOptions,
  ) {
    const { queue, log, onEpochs, trained } = options
    this.known = new GrowingTrialLog(before)
    this.atWork = new TrialsAtWork({ queue, log, onEpochs, study: () => this.current, trials: () => this.known.now.trials })
    this.epochs = new EpochBudget(() => this.current.design.budget.epochs, () => this.known.now.trials, trained)
    this.planner = createPlanner(current.design)
    this.order = new TrialOrder(() => this.current, () => this.known.now)
    this.clock = new StudyClock(before.workedMs)
    this.left = before.trials.filter((trial) => trial.status === 'running').map((trial) => trial.trial)
    this.ended = new Promise((resolve) => (this.settle = resolve))
  }

  get record(): StudyRecord {
    return this.current
  }

  /** With the time of this moment; its lists grow with the next line. For whoever is done with it at once. */
  get now(): TrialLog {
    return { ...this.known.now, workedMs: this.clock.workedMs }
  }

  /** The same, as a copy that stays as it is. */
  snapshot(): TrialLog {
    return { ...this.known.snapshot(), workedMs: this.clock.workedMs }
  }

  get total(): number | null {
    return this.planner.total
  }

  async start(): Promise<void> {
    // A pause that is asked for meanwhile is written down after it.
    await this.inTurn(async () => {
      await this.write({ ...this.current, status: 'running', reason: null, started: this.current.started ?? new Date().toISOString(), ended: null })
      this.clock.start()
      this.setBell()
    })
    this.pump()
  }

  /** Trials at work keep their checkpoints; nothing new is begun. */
  async pause(): Promise<void> {
    // At its end already, or failing: not before nothing is at work any more.
    if (this.over) return void (await this.ended)
    this.resting = 'paused'
    await this.atWork.pauseAll()
    this.pump()
    await this.ended
  }

  /** Ends a trial for good, at work or waiting to go on. False: it is neither. */
  async stopTrial(trial: number): Promise<boolean> {
    if (await this.atWork.stop(trial)) return true
    if (!this.left.includes(trial)) return false
    // Before anything is awaited: no step hands it over in between.
    this.left = this.left.filter((other) => other !== trial)
    await this.ends(trial, await restingTrialEnd(this.options, this.current, this.now, trial))
    this.pump()
    return true
  }

  async add(lines: readonly TrialLine[]): Promise<void> {
    for (const line of lines) await this.append(line)
    this.pump()
  }

  /** Another budget, more jobs: counts from now on. `changed`: of the record as it stands then, so that no other change and no end is lost. Throws what that throws. */
  async change(changed: (record: StudyRecord) => StudyRecord): Promise<void> {
    await this.inTurn(async () => {
      await this.write(changed(this.current))
      this.planner = createPlanner(this.current.design)
      this.setBell()
    })
    this.pump()
  }

  /** One after the other: what a step does is known to the next. */
  private inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.pumping.then(work)
    this.pumping = done.catch(() => undefined)
    return done
  }

  private async write(record: StudyRecord): Promise<void> {
    await writeStudyRecord(this.options.dir, record)
    this.current = record
    this.options.onRecord(record)
  }

  private async append(line: TrialLine): Promise<void> {
    await this.options.file.append(line)
    this.known.tell(line)
  }

  private pump(): void {
    void this.inTurn(() =>
      this.step().catch((thrown: unknown) => {
        const { message } = toEnvelope(thrown)
        this.options.log(`study ${this.current.id}: ${message}`)
        return this.fail(message)
      }),
    )
  }

  private async step(): Promise<void> {
    for (;;) {
      if (this.over || this.failing) return
      if (this.resting !== null) return this.atWork.size === 0 ? this.finish('paused', null) : undefined
      if (this.atWork.size >= this.current.jobs) return
      // Others may leave epochs over.
      if (this.epochs.left <= 0 && this.atWork.size > 0) return this.endIfOver()
      const choice = this.order.choose(this.planner, this.left)
      const next = choice.kind === 'left' ? choice : this.planner.next(this.now)
      const at = new Date().toISOString()
      switch (next.kind) {
        case 'left':
          await this.goOn(next.trial)
          continue
        case 'begin':
          await this.begin(next.trial, choice.kind === 'plan' && choice.hold)
          continue
        case 'promote':
          await this.append({ ...next, kind: 'promoted', trials: [...next.trials], at })
          continue
        case 'continue':
          await this.append({ ...next, kind: 'continued', at })
          this.submit(this.trialAt(next.trial))
          continue
        case 'wait':
          // Nothing at work to wait for: the plan cannot go on, and must not hang.
          return this.atWork.size === 0 ? this.finish('completed', 'Nothing is left that could be trained on.') : undefined
        case 'done':
          return this.atWork.size === 0 ? this.finish('completed', next.reason) : this.endIfOver()
      }
    }
  }

  private async begin(planned: PlannedTrial, hold: boolean): Promise<void> {
    const trial = this.known.now.trials.length + 1
    await this.append(begunLine(planned, trial))
    if (hold) this.left.push(trial)
    else this.submit(this.trialAt(trial))
  }

  /** With a trial that was begun and is not at work. */
  private async goOn(trial: number): Promise<void> {
    this.left = this.left.filter((other) => other !== trial)
    const used = this.epochs.endOf(trial)
    if (used === null) this.submit(this.trialAt(trial))
    else await this.take(trial, { kind: 'ended', end: { status: 'stopped', reason: this.epochsOver(), record: used.record } }, used.curve)
  }

  private trialAt(number: number): Trial | undefined {
    return this.known.now.trials[number - 1]
  }

  private submit(trial: Trial | undefined): void {
    if (trial === undefined) return
    // No share is kept for trials that will not be.
    const others = this.left.length + Math.max(0, (this.planner.total ?? Infinity) - this.known.now.trials.length)
    const given = this.epochs.give(trial, epochsOfTrial(this.current.design, trial), Math.min(this.current.jobs - this.atWork.size, 1 + others))
    const telling = this.atWork.submit(trial, given, (outcome, curve) => this.take(trial.trial, outcome, curve))
    this.options.onTrial(trial)
    telling
      // In turn with the steps: none is half-way through beginning a trial while all are being stopped.
      .catch((thrown: unknown) => void this.inTurn(() => this.fail(toEnvelope(thrown).message)))
      .finally(() => this.pump())
  }

  private async take(trial: number, outcome: Outcome, curve: Curve): Promise<void> {
    switch (outcome.kind) {
      case 'ended':
        return this.ends(trial, endedLine(trial, outcome.end, curve, this.current.design.objective, this.clock.workedMs))
      case 'rests':
        return this.leave(trial)
      case 'out-of-epochs':
        this.atWork.leave(trial)
        this.epochs.useUp(trial, { record: outcome.record, curve })
        this.left.push(trial)
        return
      case 'again':
        this.leave(trial)
        this.epochs.knowTrained(trial, outcome.record.epochs)
        this.left.unshift(trial)
        return
      case 'study-fails':
        this.leave(trial)
        // At once: the step that may be going on begins no other.
        this.failing = true
        throw new CrossfadeError(outcome.code, outcome.reason)
      default:
        assertNever(outcome)
    }
  }

  private async ends(trial: number, line: TrialLine): Promise<void> {
    await this.append(line)
    this.leave(trial)
    const ended = this.trialAt(trial)
    if (ended !== undefined) this.options.onTrial(ended)
  }

  private leave(trial: number): void {
    this.atWork.leave(trial)
    this.epochs.takeBack(trial)
  }

  /** The time, or the epochs, are over while trials are at work: they end with what they have. */
  private async endIfOver(): Promise<void> {
    const { minutes, epochs } = this.current.design.budget
    if (this.clock.isOver(minutes)) return this.atWork.stopAll(`The time of ${minutes} min was over.`)
    // Lowered to less than was trained: what was given before is too much.
    const trained = this.known.now.trials.reduce((sum, trial) => sum + trial.epochs, 0)
    if (epochs !== undefined && trained >= epochs) await this.atWork.stopAll(this.epochsOver(), 'epoch-end')
  }

  private epochsOver(): string {
    return `The budget of ${this.current.design.budget.epochs ?? 0} epochs was used up.`
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
    await this.atWork.pauseAndLeaveAll()
    const failed: StudyRecord = { ...this.current, status: 'failed', reason, ended: new Date().toISOString() }
    await this.write(failed).catch((thrown: unknown) => {
      this.options.log(`study ${failed.id}: its end could not be written: ${toEnvelope(thrown).message}`)
      // Whoever looks on hears of it all the same.
      this.current = failed
      this.options.onRecord(failed)
    })
    this.settle(failed)
  }
}
