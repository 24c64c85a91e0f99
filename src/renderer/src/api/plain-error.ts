import { CrossfadeError, errorLines } from '@shared/errors'

/** One line for a person about anything that was thrown. */
export function plainError(thrown: unknown): string {
  if (thrown instanceof CrossfadeError) return thrown.message === '' ? errorLines[thrown.code] : thrown.message
  if (thrown instanceof Error && thrown.message !== '') return thrown.message
  return errorLines.internal
}
