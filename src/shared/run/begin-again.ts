import type { RunRecord } from './run-record'

/** A run on its way to being worked on once more: what an earlier end left in the record is gone. */
export function beginAgain(record: RunRecord, status: 'queued' | 'preparing'): RunRecord {
  const again: RunRecord = { ...record, status, reason: null, ended: null }
  delete again.errorCode
  return again
}
