import type { ErrorCode } from '@shared/errors'
import { assertNever } from '@shared/assert-never'

export const exitCodes = { done: 0, failed: 1, usage: 2, input: 3, interrupted: 130 } as const

/** The exit code for a failure, by the outside contract: 2 the command line, 3 the input, 130 interrupted, else 1. */
export function exitCodeFor(code: ErrorCode): number {
  switch (code) {
    case 'invalid-argument':
    case 'not-available':
    case 'run-not-found':
      return exitCodes.usage
    case 'file-not-found':
    case 'file-is-directory':
    case 'file-unreadable':
    case 'file-empty':
    case 'file-not-a-table':
    case 'file-changed':
    case 'dataset-not-found':
    case 'column-not-found':
    case 'target-invalid':
    case 'recipe-invalid':
    case 'model-invalid':
    case 'training-invalid':
    case 'config-invalid':
      return exitCodes.input
    case 'cancelled':
      return exitCodes.interrupted
    case 'workspace-unavailable':
    case 'disk-full':
    case 'run-busy':
    case 'run-unreadable':
    case 'illegal-move':
    case 'engine-unavailable':
    case 'engine-exited':
    case 'training-diverged':
    case 'export-differs':
    case 'server-unavailable':
    case 'internal':
      return exitCodes.failed
    default:
      return assertNever(code)
  }
}
