import { assertNever } from '@shared/assert-never'
import { CrossfadeError } from '@shared/errors'
import type { StudyRecord } from '@shared/study/study'
import { studyProblems } from '@shared/study/study-problems'
import type { StudyAsk } from '@shared/study/study-request'
import { askedLines } from './asked-lines'
import type { StudyRunner } from './study-runner'

/** A study with another name, budget or number of jobs. Throws `config-invalid`. */
export function changedRecord(record: StudyRecord, { name, budget, jobs }: Extract<StudyAsk, { kind: 'change' }>): StudyRecord {
  const design = { ...record.design, ...(name === undefined ? {} : { name }), ...(budget === undefined ? {} : { budget }) }
  const [problem] = studyProblems(design)
  if (problem !== undefined) throw new CrossfadeError('config-invalid', `${problem.path}: ${problem.message}`)
  return { ...record, design, ...(jobs === undefined ? {} : { jobs }) }
}

/** Changes a study that this program works on; one that is to pause is asked to, and rests later. Throws `config-invalid`, `illegal-move`. */
export async function changeAtWork(runner: StudyRunner, ask: StudyAsk): Promise<void> {
  switch (ask.kind) {
    case 'pause':
      // What goes wrong on the way is the study's end, and stands in it.
      void runner.pause().catch(() => undefined)
      return
    case 'stop-trial':
      if (!(await runner.stopTrial(ask.trial))) throw new CrossfadeError('illegal-move', `Trial ${ask.trial} of ${runner.record.id} is not at work.`)
      return
    case 'add':
      return runner.add(askedLines(runner.record, ask.trials))
    case 'change':
      return runner.change((record) => changedRecord(record, ask))
    default:
      assertNever(ask)
  }
}
