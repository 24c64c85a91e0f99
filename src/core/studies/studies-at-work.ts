import { CrossfadeError } from '@shared/errors'
import type { StudyRecord } from '@shared/study/study'
import { takeFolderLock } from '../runs/run-lock-file'
import type { TrainerPool } from '../runs/trainer-pool'
import { epochsLeftBehind } from './epochs-left-behind'
import type { StudyEvent } from './study-events'
import { readTrialLog, TrialLogFile } from './study-folder'
import { progressOf } from './study-progress'
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

/** The studies that this program works on, by id. */
export class StudiesAtWork {
  private readonly byId = new Map<string, StudyRunner>()
  private closing = false

  constructor(private readonly options: StudiesAtWorkOptions) {}

  get(id: string): StudyRunner | undefined {
    return this.byId.get(id)
  }

  /** Starts the work on a study whose folder is there. Throws `run-busy` while another program works on it. */
  async launch(record: StudyRecord): Promise<StudyRecord> {
    this.refuseWhenClosing()
    const { id } = record
    const { dirOf, runsDir, queue, log, publish, changed } = this.options
    const dir = dirOf(id)
    const release = takeFolderLock(dir, 'this study')
    try {
      const before = await readTrialLog(dir)
      const trained = await epochsLeftBehind(runsDir, before.trials)
      // It may have been closed since: whoever closes sees only what is listed.
      this.refuseWhenClosing()
      const runner: StudyRunner = new StudyRunner(record, before, {
        dir,
        trained,
        file: new TrialLogFile(dir),
        queue,
        log,
        onRecord: () => void changed(id).catch((thrown: unknown) => log(String(thrown))),
        onTrial: (trial) => publish({ kind: 'trial', id, trial, progress: progressOf(runner.record, runner.now, runner.total) }),
        onEpochs: (trial, points) => publish({ kind: 'epochs', id, trial, points }),
      })
      this.byId.set(id, runner)
      this.keepWarm()
      void runner.ended.then(() => {
        this.byId.delete(id)
        release()
        this.keepWarm()
      })
      await runner.start()
      return runner.record
    } catch (thrown) {
      this.byId.delete(id)
      release()
      throw thrown
    }
  }

  private refuseWhenClosing(): void {
    if (this.closing) throw new CrossfadeError('cancelled', 'Crossfade is closing.')
  }

  /** As many processes stay ready as trials go on at once. */
  keepWarm(): void {
    this.options.trainers.keepWarm([...this.byId.values()].reduce((sum, runner) => sum + runner.record.jobs, 0))
  }

  /** Pauses all; none is launched any more. */
  async close(): Promise<void> {
    this.closing = true
    await Promise.all([...this.byId.values()].map((runner) => runner.pause()))
  }
}
