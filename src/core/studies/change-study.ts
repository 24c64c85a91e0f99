import { CrossfadeError } from '@shared/errors'
import type { StudyAsk } from '@shared/study/study-request'
import { readRunLock, takeFolderLock } from '../runs/run-lock-file'
import { requireWritable } from '../workspace/workspace'
import type { Workspace } from '../workspace/workspace'
import { askedLines } from './asked-lines'
import { changedRecord } from './change-at-work'
import { restingTrialEnd } from './resting-trial-end'
import type { StudiesAtWork } from './studies-at-work'
import { readTrialLog, TrialLogFile, writeStudyRecord } from './study-folder'
import type { StudyReader } from './study-reader'
import { askOwner } from './study-requests'

export interface ChangeOptions {
  readonly workspace: Workspace
  readonly reader: StudyReader
  readonly atWork: StudiesAtWork
  /** Tells the listeners of this program. */
  readonly tell: (id: string) => Promise<void>
}

/**
 * Changes a study wherever it is worked on: here, in another program, which is asked for it, or nowhere. Throws `config-invalid`, `illegal-move`;
 * `run-busy` or `engine-exited` where the other program does not answer or died.
 */
export async function changeStudy(options: ChangeOptions, id: string, ask: StudyAsk): Promise<void> {
  const { workspace, reader, atWork, tell } = options
  requireWritable(workspace)
  const dir = reader.dirOf(id)
  for (;;) {
    if (await atWork.act(id, ask)) return tell(id)
    if (readRunLock(dir)?.kind !== 'held') return changeAtRest(options, id, ask)
    if ((await askOwner(dir, ask)) === 'free') continue
    if (ask.kind === 'stop-trial') await untilTrialEnds(dir, ask.trial)
    if (ask.kind === 'pause') await untilFree(dir)
    return tell(id)
  }
}

/** Of a study that nobody works on: a trial that would go on with it ends with what it has. */
async function changeAtRest({ workspace, reader, tell }: ChangeOptions, id: string, ask: StudyAsk): Promise<void> {
  const dir = reader.dirOf(id)
  const release = takeFolderLock(dir, 'this study')
  try {
    const { record, trials } = await reader.read(id)
    const file = new TrialLogFile(dir)
    if (ask.kind === 'pause') throw new CrossfadeError('illegal-move', `${id} is ${record.status === 'running' ? 'interrupted' : record.status}: nothing is at work.`)
    if (ask.kind === 'stop-trial') await file.append(await restingTrialEnd(workspace, record, trials, ask.trial))
    else if (ask.kind === 'add') for (const line of askedLines(record, ask.trials)) await file.append(line)
    else await writeStudyRecord(dir, changedRecord(record, ask))
  } finally {
    release()
    await tell(id)
  }
}

const lookAgain = (): Promise<void> => new Promise((later) => setTimeout(later, 100))

/** The other program has asked the trial to stop: its end is in the log as soon as its trainer has saved it. */
async function untilTrialEnds(dir: string, trial: number): Promise<void> {
  while (readRunLock(dir)?.kind === 'held' && (await readTrialLog(dir)).trials[trial - 1]?.status === 'running') await lookAgain()
}

/** Until the other program has brought the study to rest, or is dead. */
async function untilFree(dir: string): Promise<void> {
  while (readRunLock(dir)?.kind === 'held') await lookAgain()
}
