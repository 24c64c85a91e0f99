import { join } from 'node:path'
import { CrossfadeError } from '@shared/errors'
import type { StudyRecord } from '@shared/study/study'
import type { TrialLine, TrialLog } from '@shared/study/trial'
import { readRunMetrics, readRunRecord } from '../runs/run-folder'
import type { Workspace } from '../workspace/workspace'
import { endedLine } from './ended-line'
import { newPoints } from './hopeless-trial'

/** The line that ends a trial of a study at rest, with what its run has come to. Throws `illegal-move` where it does not wait to go on. */
export async function restingTrialEnd({ runsDir }: Pick<Workspace, 'runsDir'>, { id, status, design }: StudyRecord, { trials, workedMs }: TrialLog, number: number): Promise<TrialLine> {
  const trial = trials[number - 1]
  if (trial === undefined) throw new CrossfadeError('illegal-move', `${id} has ${trials.length} trials, and no trial ${number}.`)
  if (trial.status !== 'running') throw new CrossfadeError('illegal-move', `Trial ${number} of ${id} has ended: ${trial.status}. ${id} is ${status}: nothing is at work.`)
  const dir = join(runsDir, trial.run)
  // A trial is written down before its run is made.
  const record = await readRunRecord(dir).catch(() => null)
  const curve = newPoints(await readRunMetrics(dir).catch(() => []), design, [])
  return endedLine(number, { status: 'stopped', reason: 'Stopped by request.', record }, curve, design.objective, workedMs)
}
