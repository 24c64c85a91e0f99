import { CrossfadeError } from '@shared/errors'
import type { StudyRecord } from '@shared/study/study'
import type { StudyAsk } from '@shared/study/study-request'
import { takeFolderLock } from '../runs/run-lock-file'
import type { TrainerPool } from '../runs/trainer-pool'
import { changeAtWork } from './change-at-work'
import { epochsLeftBehind } from './epochs-left-behind'
import type { StudyEvent } from './study-events'
import { readTrialLog, TrialLogFile } from './study-folder'
import { progressOf } from './study-progress'
import { answerRequests } from './study-requests'
import { StudyRunner } from './study-runner'
import type { TrialQueue } from './trial-queue'

export interface StudiesAtWorkOptions {
  readonly dirOf: (id: string) => string
  readonly runsDir: string
  readonly queue: TrialQueue
  readonly trainers: TrainerPool
  readonly log: (line: string) => void
  readonly publish: (event: StudyEvent) => void
  /** The record of one has changed. */
  readonly changed: (id: string) => Promise<void>
}

interface AtWork {
  readonly runner: StudyRunner
  /** When it has come to its end or rests, and its folder is free again. */
  readonly rested: Promise<StudyRecord>
}

/** The studies that this program works on, by id. */
export class StudiesAtWork {
  private readonly byId = new Map<string, AtWork>()
  private closing = false

  constructor(private readonly options: StudiesAtWorkOptions) {}

  get(id: string): StudyRunner | undefined {
    return this.byId.get(id)?.runner
  }

  /** Settles when the study has ended or rests, and may be worked on by others; undefined: it is not at work here. */
  whenRested(id: string): Promise<StudyRecord> | undefined {
    return this.byId.get(id)?.rested
  }

  /** Starts the work on a study whose folder is there. Throws `run-busy` while another program works on it. */
  async launch(record: StudyRecord): Promise<StudyRecord> {
    this.refuseWhenClosing()
    const { id } = record
    const { dirOf, runsDir, queue, log, publish, changed } = this.options
    const dir = dirOf(id)
    const release = takeFolderLock(dir, 'this study')
    let deafen: () => Promise<void> | null = () => null
    try {
      const before = await readTrialLog(dir)
      const trained = await epochsLeftBehind(runsDir, before.trials)
      // It may have been closed since: whoever closes sees only what is listed.
      this.refuseWhenClosing()
      const runner: StudyRunner = new StudyRunner(record, before, {
        dir,
        runsDir,
        trained,
        file: new TrialLogFile(dir),
        queue,
        log,
        onRecord: () => void changed(id).catch((thrown: unknown) => log(String(thrown))),
        onTrial: (trial) => publish({ kind: 'trial', id, trial, progress: progressOf(runner.record, runner.now, runner.total) }),
        onEpochs: (trial, points) => publish({ kind: 'epochs', id, trial, points }),
      })
      deafen = answerRequests(dir, async (ask) => void (await this.act(id, ask)), log)
      const rested = runner.ended.then(async (rests) => {
        const leave = () => {
          this.byId.delete(id)
          release()
          this.keepWarm()
        }
        // At once where nothing is under way: whoever waited for the end finds the study free.
        const underWay = deafen()
        if (underWay === null) leave()
        else await underWay.then(leave)
        return rests
      })
      this.byId.set(id, { runner, rested })
      this.keepWarm()
      await runner.start()
      return runner.record
    } catch (thrown) {
      this.byId.delete(id)
      await deafen()
      release()
      throw thrown
    }
  }

  /** Changes a study while it is at work here. False: it is not. Throws `config-invalid`, `illegal-move`. */
  async act(id: string, ask: StudyAsk): Promise<boolean> {
    const runner = this.get(id)
    if (runner === undefined) return false
    await changeAtWork(runner, ask)
    if (ask.kind === 'change') this.keepWarm()
    return true
  }

  private refuseWhenClosing(): void {
    if (this.closing) throw new CrossfadeError('cancelled', 'Crossfade is closing.')
  }

  /** As many processes stay ready as trials go on at once. */
  keepWarm(): void {
    this.options.trainers.keepWarm([...this.byId.values()].reduce((sum, { runner }) => sum + runner.record.jobs, 0))
  }

  /** Pauses all; none is launched any more. */
  async close(): Promise<void> {
    this.closing = true
    await Promise.all(
      [...this.byId.values()].map(async ({ runner, rested }) => {
        await runner.pause()
        await rested
      }),
    )
  }
}
