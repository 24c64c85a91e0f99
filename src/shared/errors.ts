import { z } from 'zod'

/** Every way in which work can be refused or fail. Closed: a new failure gets its code and its plain line here. */
export const errorCodes = [
  'invalid-argument',
  'not-available',
  'file-not-found',
  'file-is-directory',
  'file-unreadable',
  'file-empty',
  'file-not-a-table',
  'file-changed',
  'dataset-not-found',
  'column-not-found',
  'target-invalid',
  'recipe-invalid',
  'model-invalid',
  'training-invalid',
  'config-invalid',
  'workspace-unavailable',
  'disk-full',
  'run-not-found',
  'run-busy',
  'run-unreadable',
  'illegal-move',
  'engine-unavailable',
  'engine-exited',
  'training-diverged',
  'export-differs',
  'server-unavailable',
  'cancelled',
  'internal',
] as const

export type ErrorCode = (typeof errorCodes)[number]

/** One plain line for people per code: shown where the message itself would mean nothing to them. */
export const errorLines: Readonly<Record<ErrorCode, string>> = {
  'invalid-argument': 'The request was not understood.',
  'not-available': 'This is not available yet.',
  'file-not-found': 'The file is not there.',
  'file-is-directory': 'This is a folder. Choose a file.',
  'file-unreadable': 'The file cannot be read.',
  'file-empty': 'The file has no rows.',
  'file-not-a-table': 'The file is not a table that can be read.',
  'file-changed': 'The file has changed since it was opened.',
  'dataset-not-found': 'This dataset is not in the workspace.',
  'column-not-found': 'A column is not in the table.',
  'target-invalid': 'The target column cannot be learned from.',
  'recipe-invalid': 'The preparation cannot be done as set.',
  'model-invalid': 'The layer stack cannot be built.',
  'training-invalid': 'A training setting is not possible.',
  'config-invalid': 'The experiment file cannot be used.',
  'workspace-unavailable': 'The workspace folder cannot be used.',
  'disk-full': 'No space is left on the disk.',
  'run-not-found': 'There is no such run.',
  'run-busy': 'Another program is working on this run.',
  'run-unreadable': 'The files of this run cannot be read.',
  'illegal-move': 'The run is not in a state that allows this.',
  'engine-unavailable': 'The engine could not be started.',
  'engine-exited': 'The engine process ended unexpectedly.',
  'training-diverged': 'Training diverged: the loss is no longer a number.',
  'export-differs': 'What was written is not what the run holds or predicts.',
  'server-unavailable': 'The server did not answer as it should.',
  cancelled: 'Cancelled.',
  internal: 'Something went wrong inside Crossfade.',
}

/** What crosses every boundary when something fails. */
export const errorEnvelope = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  details: z.record(z.string(), z.unknown()).optional(),
  stack: z.string().optional(),
})

export type ErrorEnvelope = z.infer<typeof errorEnvelope>

/** An expected failure: `message` is one line that says what, where and what to do. */
export class CrossfadeError extends Error {
  readonly code: ErrorCode
  readonly details: Record<string, unknown> | undefined

  constructor(code: ErrorCode, message: string, details?: Record<string, unknown>) {
    super(message)
    this.name = 'CrossfadeError'
    this.code = code
    this.details = details
  }
}

/** Anything thrown, as an envelope. What is not a CrossfadeError is a bug and keeps its stack. */
export function toEnvelope(thrown: unknown): ErrorEnvelope {
  if (thrown instanceof CrossfadeError) {
    return thrown.details === undefined
      ? { code: thrown.code, message: thrown.message }
      : { code: thrown.code, message: thrown.message, details: thrown.details }
  }
  const code = errorCodeOf(thrown)
  if (thrown instanceof Error) {
    return thrown.stack === undefined || code !== 'internal'
      ? { code, message: thrown.message }
      : { code, message: thrown.message, stack: thrown.stack }
  }
  return { code: 'internal', message: String(thrown) }
}

/** An envelope back as an error, on the other side of a boundary. */
export function fromEnvelope(envelope: ErrorEnvelope): CrossfadeError {
  const error = new CrossfadeError(envelope.code, envelope.message, envelope.details)
  if (envelope.stack !== undefined) error.stack = envelope.stack
  return error
}

/** System errors that have a plain meaning get their own code. */
function errorCodeOf(thrown: unknown): ErrorCode {
  const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : undefined
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'disk-full'
    default:
      return 'internal'
  }
}
