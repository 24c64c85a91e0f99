import { dirname } from 'node:path'
import { CrossfadeError } from '@shared/errors'

/** The system's code of a failed file operation, such as ENOENT. */
export function systemCode(thrown: unknown): string | null {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : null
}

/** A failed write as a line for people; what is no plain matter of disk or permission stays as it is. */
export function writeError(thrown: unknown, path: string): unknown {
  switch (systemCode(thrown)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new CrossfadeError('disk-full', `No space is left on the disk of ${dirname(path)}. Make room there, or choose a workspace on another disk.`, { path })
    case 'EROFS':
      return new CrossfadeError('workspace-unavailable', `${dirname(path)} is read-only: nothing can be saved there. Choose another workspace.`, { path })
    case 'EACCES':
    case 'EPERM':
      return new CrossfadeError('workspace-unavailable', `You may not write to ${dirname(path)}. Change its permissions, or choose another workspace.`, { path })
    case 'ENOENT':
    case 'ENOTDIR':
      return new CrossfadeError('workspace-unavailable', `The folder ${dirname(path)} is gone. Put it back, or choose another workspace.`, { path })
    default:
      return thrown
  }
}
