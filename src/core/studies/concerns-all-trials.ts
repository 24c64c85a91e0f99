import type { ErrorCode } from '@shared/errors'

const ofAll: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['disk-full', 'workspace-unavailable', 'file-not-found'])

/** Whether the next trial would fail for the same reason: the disk, the workspace or the table, not the settings of one trial. */
export const concernsAllTrials = (code: ErrorCode): boolean => ofAll.has(code)
