import type { Upgrade, VersionedFormat } from '../files/versioned'
import { evaluation } from './evaluation'
import { importance } from './importance'
import { runNotes, runRecord } from './run-record'
import { isEnded, runStatus } from './run-state'

type Fields = Readonly<Record<string, unknown>>
const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {})
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/**
 * Version 1 wrote what `auto` came to, and the epochs of training on, over what was asked for, and told nothing of the stretches of
 * work: they become one. The mode that was asked for is known; what was asked for of batch and threads is not, and stays as it came out.
 */
const segmentsAndWhatWasAsked: Upgrade = (old) => {
  const experiment = fieldsOf(old['experiment'])
  const training = fieldsOf(experiment['training'])
  const requested = fieldsOf(old['engine'])['requested']
  const environment = fieldsOf(old['environment'])
  const status = runStatus.safeParse(old['status'])
  const over = status.success && isEnded(status.data)
  return {
    ...old,
    experiment: { ...experiment, training: typeof requested === 'string' ? { ...training, engine: requested } : training },
    segments:
      old['kind'] === 'layers'
        ? [
            {
              kind: 'start',
              began: old['started'] ?? old['created'],
              ended: over ? (old['ended'] ?? null) : null,
              from: 0,
              until: training['epochs'],
              reached: over ? (old['epochs'] ?? null) : null,
              outcome: over ? status.data : null,
              position: null,
              crossfade: textOf(environment['crossfade']),
              host: textOf(environment['host']),
            },
          ]
        : [],
  }
}

/** The versions of the files of a run folder. A change of a format adds a step here and a fixture of the version it replaces. */
export const runRecordFormat: VersionedFormat<typeof runRecord> = { schema: runRecord, current: 2, upgrades: { 1: segmentsAndWhatWasAsked } }
export const runNotesFormat: VersionedFormat<typeof runNotes> = { schema: runNotes, current: 1, upgrades: {} }
export const evaluationFormat: VersionedFormat<typeof evaluation> = { schema: evaluation, current: 1, upgrades: {} }
export const importanceFormat: VersionedFormat<typeof importance> = { schema: importance, current: 1, upgrades: {} }
