import type { ErrorCode } from '@shared/errors'
import type { RunRecord } from '@shared/run/run-record'

const ofAll: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['disk-full', 'workspace-unavailable', 'file-not-found'])

/** Whether the next trial would fail for the same reason: the disk, the workspace, the table or a library for trees that is not there, not the settings of one trial. */
export const concernsAllTrials = (code: ErrorCode, kind?: RunRecord['kind']): boolean => ofAll.has(code) || (kind === 'trees' && code === 'engine-unavailable')
