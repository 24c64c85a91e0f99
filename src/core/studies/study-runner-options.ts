import type { Curve } from '@shared/study/median-rule'
import type { StudyRecord } from '@shared/study/study'
import type { Trial } from '@shared/study/trial'
import type { TrialLogFile } from './study-folder'
import type { TrialQueue } from './trial-queue'

export interface StudyRunnerOptions {
  readonly dir: string
  /** Of the runs of its trials. */
  readonly runsDir: string
  readonly file: TrialLogFile
  readonly queue: TrialQueue
  /** How many epochs the trials have trained, by number, that are left to go on with; none: not looked up. */
  readonly trained?: ReadonlyMap<number, number>
  readonly log: (line: string) => void
  readonly onRecord: (record: StudyRecord) => void
  readonly onTrial: (trial: Trial) => void
  readonly onEpochs: (trial: number, points: Curve) => void
}
