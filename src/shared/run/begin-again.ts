import type { RunRecord, RunSegment } from './run-record'
import { withSegmentEnded } from './segments'

/** A run on its way to being worked on once more: what an earlier end left in the record is gone. */
export function beginAgain(record: RunRecord, status: 'queued' | 'preparing'): RunRecord {
  const again: RunRecord = { ...record, status, reason: null, ended: null }
  delete again.errorCode
  return again
}

/** Stretches whose last one, not begun yet, remembers how the run stands. */
export function rememberingBefore(segments: readonly RunSegment[], { status, reason, ended, errorCode }: RunRecord): RunSegment[] {
  const before = { status, reason, ended, ...(errorCode === undefined ? {} : { errorCode }) }
  return segments.map((segment, index) => (index === segments.length - 1 ? { ...segment, before } : segment))
}

/** A record as it stood before its last stretch, which came to no epoch; null: it did, or nothing stood before. */
export function asBefore(record: RunRecord): RunRecord | null {
  const last = record.segments[record.segments.length - 1]
  if (last?.before === undefined || record.epochs !== last.from) return null
  const { errorCode, ...stood } = last.before
  const before: RunRecord = { ...record, ...stood, segments: record.segments.slice(0, -1) }
  delete before.errorCode
  return errorCode === undefined ? before : { ...before, errorCode }
}

/** What becomes of a run that waited and is taken out of the queue. */
export const takenOut = (record: RunRecord, at: string): RunRecord => asBefore(record) ?? withSegmentEnded({ ...record, status: 'stopped', reason: 'Taken out of the queue.', ended: at })
