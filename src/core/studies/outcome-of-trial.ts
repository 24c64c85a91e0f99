import { toEnvelope } from '@shared/errors'
import type { ErrorCode } from '@shared/errors'
import type { RunRecord } from '@shared/run/run-record'
import { concernsAllTrials } from './concerns-all-trials'
import type { EndOfTrial } from './ended-line'

/** Why a trial at work was asked to end. */
export interface Ending {
  readonly status: 'pruned' | 'stopped'
  readonly reason: string
}

/** What becomes of a trial that is no longer at work. */
export type Outcome =
  | { readonly kind: 'ended'; readonly end: EndOfTrial }
  /** It goes on when the study does. */
  | { readonly kind: 'rests' }
  /** The epochs that it was given are used up: it goes on where there are more, else this is its end. */
  | { readonly kind: 'out-of-epochs'; readonly record: RunRecord }
  /** Its process died: it is taken up again. */
  | { readonly kind: 'again'; readonly record: RunRecord }
  /** What kept it from its work keeps every other from it: the study fails, and its trials go on with it when it is resumed. */
  | { readonly kind: 'study-fails'; readonly code: ErrorCode; readonly reason: string }

export interface Circumstances {
  /** Null: nobody asked it to end. */
  readonly ending: Ending | null
  /** The epoch at which its rung ends; null: with its training. */
  readonly until: number | null
  /** The epoch up to which the budget of the study was enough; null: to its end. */
  readonly given: number | null
  /** Whether the study was asked to pause. */
  readonly resting: boolean
  /** How often its process had died before. */
  readonly deaths: number
}

/** How often a trial whose process died is taken up again, until it counts as failed. */
const mostDeaths = 2

/** By the record of its run. */
export function outcomeOf(record: RunRecord, { ending, until, given, resting, deaths }: Circumstances): Outcome {
  const { status, reason } = record
  switch (status) {
    case 'completed':
      return { kind: 'ended', end: { status, reason, record } }
    case 'failed':
      return failed(record.errorCode, reason, record)
    case 'stopped': {
      if (ending !== null) return { kind: 'ended', end: { ...ending, record } }
      const rung = until !== null && record.epochs >= until
      // Caught before its training began, it has nothing to pause: it begins anew when the study goes on.
      if (resting && !rung) return { kind: 'rests' }
      if (given !== null && !rung && record.epochs >= given) return { kind: 'out-of-epochs', record }
      return { kind: 'ended', end: rung ? { status: 'halted', reason: null, record } : { status, reason, record } }
    }
    default:
      if (resting) return { kind: 'rests' }
      return deaths < mostDeaths ? { kind: 'again', record } : { kind: 'ended', end: { status: 'failed', reason: reason ?? `It was ${status} ${deaths + 1} times.`, record } }
  }
}

/** Of one whose run could not even be begun. */
export function outcomeOfError(thrown: unknown): Outcome {
  const { code, message } = toEnvelope(thrown)
  return failed(code, message, null)
}

function failed(code: ErrorCode | undefined, reason: string | null, record: RunRecord | null): Outcome {
  if (code !== undefined && concernsAllTrials(code, record?.kind)) return { kind: 'study-fails', code, reason: reason ?? '' }
  return { kind: 'ended', end: { status: 'failed', reason, record } }
}
