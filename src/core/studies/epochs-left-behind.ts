import { join } from 'node:path'
import { withEpochs } from '@shared/run/epoch-summary'
import type { Trial } from '@shared/study/trial'
import { readRunMetrics, readRunRecord } from '../runs/run-folder'

/**
 * How many epochs the trials have trained, by number, that were at work when their study was last ended: the log says it at their end
 * only, their runs say it now.
 */
export async function epochsLeftBehind(runsDir: string, trials: readonly Trial[]): Promise<ReadonlyMap<number, number>> {
  const found = new Map<number, number>()
  for (const { trial, run, status } of trials) {
    if (status !== 'running') continue
    const dir = join(runsDir, run)
    // A trial is written down before its run is made.
    const record = await readRunRecord(dir).catch(() => null)
    if (record !== null) found.set(trial, withEpochs(record, await readRunMetrics(dir).catch(() => [])).epochs)
  }
  return found
}
