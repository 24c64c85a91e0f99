import type { PayloadOf } from '@shared/ipc/contract'
import { epochsWanted } from '@shared/run/segments'
import type { RunRecord } from '@shared/run/run-record'

export type RunProgress = PayloadOf<'runs:progress'>['progress']

/** How much of a run's epochs is done, 0 to 1; null while that cannot be told. */
export function runShare(record: RunRecord, progress: RunProgress | null): number | null {
  const epochs = epochsWanted(record)
  if (record.status === 'queued') return 0
  if (record.status === 'preparing') return null
  if (record.status === 'evaluating') return 1
  if (progress === null || progress.doing !== 'training' || progress.stepsPerEpoch === 0) return record.epochs / epochs
  return Math.min(1, (progress.epoch - 1 + progress.step / progress.stepsPerEpoch) / epochs)
}
