import { hostname, cpus } from 'node:os'
import { takeRunLock } from '../../channel/run-lock-file'
import { toEnvelope } from '@shared/errors'
import type { InputOf } from '@shared/engine/wire'
import type { TrainEvent, TrainerMethods } from '@shared/engine/trainer-methods'
import type { Environment, RunRecord } from '@shared/run/run-record'
import { isEnded } from '@shared/run/run-state'
import { chooseThreads, cores } from '../threads'
import { planTraining } from './plan'
import { readPrepared } from './prepared-data'
import { RunJournal } from './run-journal'
import type { StopRequest } from './stop-request'

/**
 * One run from `preparing` to its end: takes the lock, trains, evaluates, writes everything, gives the lock back. Answers the final record,
 * also of a run that stopped, paused or diverged. Throws what else ends it, after the run is marked `failed`; `run-busy` changes nothing.
 */
export async function trainRun(
  input: InputOf<TrainerMethods['train']>,
  stop: StopRequest,
  tell: (event: TrainEvent) => void,
): Promise<RunRecord> {
  const release = takeRunLock(input.runDir)
  const journal = new RunJournal(input.runDir, input.record, tell)
  try {
    const data = await readPrepared(input.preparedDir)
    const plan = planTraining(input.record, data)
    const threads = chooseThreads(plan.threads)
    // TensorFlow reads the number of threads when it is loaded, so it is loaded here and no sooner.
    const { executePlan } = await import('./execute-plan')
    await executePlan({ input, journal, data, plan: { ...plan, threads }, stop, environment })
    return journal.record
  } catch (thrown) {
    markFailed(journal, thrown)
    throw thrown
  } finally {
    release()
  }
}

/** Says in the run why it failed, if the disk still takes it: the error itself is thrown on either way. */
function markFailed(journal: RunJournal, thrown: unknown): void {
  try {
    const { code, message, stack } = toEnvelope(thrown)
    if (stack !== undefined) journal.log(stack)
    if (!isEnded(journal.record.status)) journal.move('failed', { reason: message, errorCode: code, ended: new Date().toISOString() })
  } catch {
    // The disk is full or gone; the caller gets the first error, and the run is found interrupted.
  }
}

function environment(record: RunRecord, tensorflow: string): Environment {
  const electron: unknown = (process.versions as Readonly<Record<string, string | undefined>>)['electron']
  return {
    ...(record.environment ?? {
      crossfade: '',
      node: process.versions.node,
      platform: process.platform,
      arch: process.arch,
      cpu: cpus()[0]?.model ?? '',
      cores: cores(),
      host: hostname(),
    }),
    electron: typeof electron === 'string' ? electron : null,
    tensorflow,
  }
}
