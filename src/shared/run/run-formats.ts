import type { VersionedFormat } from '../files/versioned'
import { evaluation } from './evaluation'
import { runNotes, runRecord } from './run-record'

/** The versions of the files of a run folder. A change of a format adds a step here and a fixture of the version it replaces. */
export const runRecordFormat: VersionedFormat<typeof runRecord> = { schema: runRecord, current: 1, upgrades: {} }
export const runNotesFormat: VersionedFormat<typeof runNotes> = { schema: runNotes, current: 1, upgrades: {} }
export const evaluationFormat: VersionedFormat<typeof evaluation> = { schema: evaluation, current: 1, upgrades: {} }
