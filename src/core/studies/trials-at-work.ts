import { toEnvelope } from '@shared/errors'
import type { EpochMetrics } from '@shared/run/epoch-metrics'
import type { RunRecord } from '@shared/run/run-record'
import type { Curve } from '@shared/study/median-rule'
import type { StudyRecord } from '@shared/study/study'
import { epochsOf } from '@shared/study/tree-trials'
import type { Trial } from '@shared/study/trial'
import { newPoints, whyHopeless } from './hopeless-trial'
import { outcomeOf, outcomeOfError } from './outcome-of-trial'
import type { Ending, Outcome } from './outcome-of-trial'
import { trialExperiment } from './trial-experiment'
import type { TrialAtWork, TrialQueue } from './trial-queue'

interface AtWork {
  readonly work: TrialAtWork
  /** The objective by epoch, all of it. */
  readonly curve: [number, number][]
  /** The epoch up to which the budget of the study is enough for it; null: to its end. */
  readonly given: number | null
  /** Why it was asked to end; null: it was not. */
  ending: Ending | null
  /** When the log says what became of it, or cannot. */
  told: Promise<void>
}

export interface TrialsAtWorkOptions {
  readonly queue: TrialQueue
  /** The study and its trials as they are now. */
  readonly study: () => StudyRecord
  readonly trials: () => readonly Trial[]
  readonly log: (line: string) => void
  readonly onEpochs: (trial: number, points: Curve) => void
}

/** The trials of one study that are at work, by number: handed to the queue, listened to, ended early where they are hopeless or unwanted. */
export class TrialsAtWork {
  private readonly byNumber = new Map<number, AtWork>()
  private readonly deaths = new Map<number, number>()
  private resting = false

  constructor(private readonly options: TrialsAtWorkOptions) {}

  get size(): number {
    return this.byNumber.size
  }

  /**
   * Hands a trial to the queue; `tell` writes down what becomes of it. It is at work until `leave`. Settles, or fails, as `tell` does.
   * `given`: it stops at this epoch, because the budget of the study has no more.
   */
  submit(trial: Trial, given: number | null, tell: (outcome: Outcome, curve: Curve) => Promise<void>): Promise<void> {
    const curve: [number, number][] = []
    const one: AtWork = { work: this.handOver(trial, given, curve), curve, given, ending: null, told: Promise.resolve() }
    this.byNumber.set(trial.trial, one)
    // Begun while the others were being asked to pause: so is this one.
    if (this.resting) void this.asked(one.work.stop('pause'))
    const telling = one.work.ended
      .then((record) => this.outcomeOf(trial, one, record), outcomeOfError)
      .then((outcome) => tell(outcome, curve))
    one.told = telling.catch(() => undefined)
    return telling
  }

  private outcomeOf({ trial, until }: Trial, { ending, given }: AtWork, record: RunRecord): Outcome {
    const deaths = this.deaths.get(trial) ?? 0
    const outcome = outcomeOf(record, { ending, until, given, resting: this.resting, deaths })
    if (outcome.kind === 'again') this.deaths.set(trial, deaths + 1)
    return outcome
  }

  leave(trial: number): void {
    this.byNumber.delete(trial)
  }

  /** Ends one for good. False: it is not at work. */
  async stop(trial: number): Promise<boolean> {
    const one = this.byNumber.get(trial)
    if (one === undefined) return false
    one.ending = { status: 'stopped', reason: 'Stopped by request.' }
    await one.work.stop('now')
    return true
  }

  /** Ends all that were not asked to end before; they count with what they have. */
  async stopAll(reason: string, when: 'now' | 'epoch-end' = 'now'): Promise<void> {
    for (const one of this.byNumber.values()) {
      if (one.ending !== null) continue
      one.ending = { status: 'stopped', reason }
      await this.asked(one.work.stop(when))
    }
  }

  /** They keep their checkpoints; what is handed over from now on is paused too. */
  async pauseAll(): Promise<void> {
    this.resting = true
    await Promise.all([...this.byNumber.values()].map(({ work }) => this.asked(work.stop('pause'))))
  }

  /** Pauses all, and waits until none of them is at work any more. */
  async pauseAndLeaveAll(): Promise<void> {
    const stopping = [...this.byNumber.values()]
    await this.pauseAll()
    await Promise.all(stopping.map(({ told }) => told))
    this.byNumber.clear()
  }

  private handOver(trial: Trial, given: number | null, curve: [number, number][]): TrialAtWork {
    const { id, design, dataset, jobs } = this.options.study()
    const composed = trialExperiment(design, trial, jobs)
    if (composed.kind === 'bad') return { ended: Promise.reject(new Error(composed.message)), stop: () => Promise.resolve() }
    const ends = [trial.until, given].filter((epoch): epoch is number => epoch !== null && epoch < epochsOf(composed))
    return this.options.queue.submit(
      {
        run: trial.run,
        study: { id, trial: trial.trial },
        experiment: composed.experiment,
        ...(composed.trees === undefined ? {} : { trees: composed.trees }),
        datasetId: dataset.id,
        name: `${design.name.slice(0, 180)} ${trial.trial}`.trim(),
        tags: [id],
        stopAfter: ends.length === 0 ? null : Math.min(...ends),
      },
      (metrics) => this.hear(trial.trial, metrics, curve),
    )
  }

  private hear(number: number, metrics: readonly EpochMetrics[], curve: [number, number][]): void {
    const { design } = this.options.study()
    const points = newPoints(metrics, design, curve)
    curve.push(...points)
    if (points.length > 0) this.options.onEpochs(number, points)
    const one = this.byNumber.get(number)
    if (one === undefined || one.ending !== null) return
    const reason = whyHopeless(design, this.options.trials(), number, curve)
    if (reason === null) return
    one.ending = { status: 'pruned', reason }
    void this.asked(one.work.stop('epoch-end'))
  }

  private async asked(stopping: Promise<void>): Promise<void> {
    await stopping.catch((thrown: unknown) => this.options.log(`study ${this.options.study().id}: ${toEnvelope(thrown).message}`))
  }
}
