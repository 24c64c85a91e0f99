import type { StudyReport } from '@shared/study/report'
import type { Assignment } from '@shared/study/space'
import type { Budget, StudyDesign, StudyRecord } from '@shared/study/study'
import type { StudyProblem } from '@shared/study/study-problems'
import type { Unsubscribe } from '../runs/run-verbs'
import type { StudyDetail, StudyEntry, StudyEvent, UnreadableStudy } from './study-events'

/** What a window or a terminal can do with studies. */
export interface StudyService {
  /** Newest first. */
  list(): Promise<readonly (StudyEntry | UnreadableStudy)[]>
  /** By id, a unique prefix of it, or a unique name. */
  get(idOrName: string): Promise<StudyDetail>
  /** What is wrong with a study, with the field of each; empty when nothing is. */
  check(design: StudyDesign, datasetId: string): Promise<readonly StudyProblem[]>
  /** Makes a study and starts it. Throws `config-invalid` with the path of the field. `jobs`: trials at once; absent: as many as there are cores. */
  start(design: StudyDesign, datasetId: string, options?: { readonly jobs?: number; readonly of?: string }): Promise<StudyRecord>
  /** Goes on with a study that is paused or was interrupted, or whose budget was raised. */
  resume(idOrName: string, options?: { readonly jobs?: number }): Promise<StudyRecord>
  /** Trials at work keep their checkpoints; nothing new begins until it is resumed. */
  pause(idOrName: string): Promise<StudyRecord>
  /** Settles when the study has ended or rests. */
  whenEnded(id: string): Promise<StudyRecord>
  /**
   * Ends one trial for good: one at work, or one that would go on with its study. Another program that works on the study is asked for it, here, in
   * pause and in the two below: `run-busy` where it does not answer, `engine-exited` where it died over it.
   */
  stopTrial(idOrName: string, trial: number): Promise<void>
  /** Trials to be tried next, whatever the strategy says. Settings that are left out are as in the base. */
  addTrials(idOrName: string, trials: readonly Assignment[]): Promise<StudyDetail>
  /** Another name, budget or number of jobs, also while it runs. */
  change(idOrName: string, change: { readonly name?: string; readonly budget?: Budget; readonly jobs?: number }): Promise<StudyRecord>
  /** Runs that differ from this one in nothing but the seed (with `resplit`, in the split's too). */
  repeat(run: string, options: { readonly seeds: number; readonly resplit?: boolean; readonly jobs?: number }): Promise<StudyRecord>
  /** Takes the best trial by validation, scores its test rows, and writes down when, and out of how many it was chosen. */
  evaluate(idOrName: string): Promise<StudyRecord>
  /** Of a search: which settings matter, and how much the winner was flattered by being chosen. Made anew of the trials as they are. */
  report(idOrName: string): Promise<StudyReport>
  /** To the workspace's bin; its runs stay. */
  remove(idOrName: string): Promise<void>
  /** Back from the bin. Throws `run-not-found`, `run-unreadable`. */
  restore(idOrName: string): Promise<StudyRecord>
  subscribe(listener: (event: StudyEvent) => void): Unsubscribe
}
