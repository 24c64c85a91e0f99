import type { RunRecord } from '@shared/run/run-record'
import type { Curve } from '@shared/study/median-rule'
import type { Trial } from '@shared/study/trial'

/** What a trial has come to whose epochs are used up. */
export interface UsedUp {
  /** Null where it has come to no epoch. */
  readonly record: RunRecord | null
  readonly curve: Curve
}

/**
 * Shares out the epochs that a study may train in all. A trial at work is given epochs beforehand: several at once never train more than is
 * left, however quick their epochs are. What it does not need, because it ends early, goes to the others; where its epochs do not last
 * to the end, it stops with a checkpoint and goes on with what others left over.
 */
export class EpochBudget {
  /** Up to which epoch the trials at work may train, by number. */
  private readonly given = new Map<number, number>()
  private readonly used = new Map<number, UsedUp>()
  /** What trials that are not at work have trained, by number, where the log does not say it yet. */
  private readonly trained: Map<number, number>

  /** `most`: undefined where nothing limits the epochs. */
  constructor(
    private readonly most: () => number | undefined,
    private readonly trials: () => readonly Trial[],
    trained: ReadonlyMap<number, number> = new Map(),
  ) {
    this.trained = new Map(trained)
  }

  /** Epochs that are neither trained nor given. */
  get left(): number {
    const most = this.most()
    if (most === undefined) return Infinity
    return most - this.trials().reduce((sum, trial) => sum + Math.max(this.had(trial), this.given.get(trial.trial) ?? 0), 0)
  }

  /**
   * Up to which epoch a trial may train now that wants to train until `until`; null: so far. `free`: how many may be begun, this one among
   * them: where the rest of the budget is not enough for all, it is shared among them.
   */
  give(one: Trial, until: number, free: number): number | null {
    if (this.most() === undefined) return null
    const { trial } = one
    const { left } = this
    const had = this.had(one)
    // One that was at work when its program ended comes to what it has, and no further.
    if (left <= 0) return Math.max(1, had) < until ? Math.max(1, had) : null
    const needed = Math.max(1, until - had)
    const share = left >= needed * free ? needed : Math.min(needed, Math.max(1, Math.ceil(left / free)))
    this.given.set(trial, had + share)
    return had + share < until ? had + share : null
  }

  /** A trial is no longer at work: the log says what it has had. */
  takeBack(trial: number): void {
    this.given.delete(trial)
    this.used.delete(trial)
    this.trained.delete(trial)
  }

  /** A trial that is to be taken up again has trained so many epochs. */
  knowTrained(trial: number, epochs: number): void {
    this.trained.set(trial, epochs)
  }

  /** A trial has used up what it was given, and waits for more. */
  useUp(trial: number, what: { readonly record: RunRecord; readonly curve: Curve }): void {
    this.given.delete(trial)
    this.trained.set(trial, what.record.epochs)
    this.used.set(trial, what)
  }

  /** What a trial ends with that waits for epochs while there are none; null: it can go on, or its run must say what it has. */
  endOf(trial: number): UsedUp | null {
    if (this.left > 0) return null
    const known = this.trials()[trial - 1]
    return this.used.get(trial) ?? (known !== undefined && this.had(known) === 0 ? { record: null, curve: [] } : null)
  }

  private had({ trial, epochs }: Trial): number {
    return Math.max(epochs, this.trained.get(trial) ?? 0)
  }
}
