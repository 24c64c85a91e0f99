import { CrossfadeError } from '@shared/errors'

/** Throws `cancelled` once the caller no longer wants the result. */
export function stopIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new CrossfadeError('cancelled', 'Cancelled.')
}
