import type { RunRecord } from '@shared/run/run-record'
import type { Curve } from '@shared/study/median-rule'
import type { Trial } from '@shared/study/trial'

/** What a trial has come to whose epochs are used up. */
export interface UsedUp {
  readonly record: RunRecord
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

  /** `most`: undefined where nothing limits the epochs. */
  constructor(
    private readonly most: () => number | undefined,
    private readonly trials: () => readonly Trial[],
  ) {}

  /** Epochs that are neither trained nor given. */
  get left(): number {
    const most = this.most()
    if (most === undefined) return Infinity
    return most - this.trials().reduce((sum, { trial, epochs }) => sum + Math.max(epochs, this.given.get(trial) ?? 0), 0)
  }

  /**
   * Up to which epoch a trial may train now that wants to train until `until`; null: so far. `free`: how many may be begun, this one among
   * them: where the rest of the budget is not enough for all, it is shared among them.
   */
  give({ trial, epochs }: Trial, until: number, free: number): number | null {
    if (this.most() === undefined) return null
    const { left } = this
    // Of one that was at work when its program ended the epochs are in its own record: it answers with what it has.
    if (left <= 0) return 1 < until ? 1 : null
    const had = this.used.get(trial)?.record.epochs ?? epochs
    const needed = Math.max(1, until - had)
    const share = left >= needed * free ? needed : Math.min(needed, Math.max(1, Math.ceil(left / free)))
    this.given.set(trial, had + share)
    return had + share < until ? had + share : null
  }

  /** A trial is no longer at work: the log says what it has had. */
  takeBack(trial: number): void {
    this.given.delete(trial)
    this.used.delete(trial)
  }

  /** A trial has used up what it was given, and waits for more. */
  useUp(trial: number, what: UsedUp): void {
    this.given.set(trial, what.record.epochs)
    this.used.set(trial, what)
  }

  /** What a trial ends with that waits for epochs while there are none; null: it can go on. */
  endOf(trial: number): UsedUp | null {
    return this.left > 0 ? null : (this.used.get(trial) ?? null)
  }
}
