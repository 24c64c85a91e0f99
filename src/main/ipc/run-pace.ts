import type { RunEvent } from '@core/runs/run-verbs'
import { assertNever } from '@shared/assert-never'

type Pending = Map<RunEvent['kind'], RunEvent>

interface Clock {
  readonly now: () => number
  readonly after: (ms: number, work: () => void) => void
}

/** A clock that never jumps: a step of the wall clock back by an hour would hold messages for an hour. */
const systemClock: Clock = { now: () => performance.now(), after: (ms, work) => void setTimeout(work, ms) }

/**
 * Lets at most one message of a run through every `intervalMs`. What waits is merged, so that nothing is lost:
 * finished epochs are collected, of states and progress the newest counts. A removed run is told at once and ends what waits.
 */
export function paceRuns(send: (event: RunEvent) => void, { intervalMs = 100, clock = systemClock } = {}): (event: RunEvent) => void {
  const waiting = new Map<string, Pending>()
  const lastSent = new Map<string, number>()

  const sendNow = (id: string, event: RunEvent) => {
    lastSent.set(id, clock.now())
    send(event)
  }

  const next = (id: string) => {
    const pending = waiting.get(id)
    const first = pending?.values().next().value
    if (pending === undefined || first === undefined) {
      waiting.delete(id)
      return
    }
    pending.delete(first.kind)
    sendNow(id, first)
    clock.after(intervalMs, () => next(id))
  }

  return (event) => {
    const id = idOf(event)
    if (event.kind === 'removed') {
      waiting.delete(id)
      lastSent.delete(id)
      send(event)
      return
    }
    const pending = waiting.get(id)
    if (pending !== undefined) {
      merge(pending, event)
      return
    }
    const wait = (lastSent.get(id) ?? -Infinity) + intervalMs - clock.now()
    if (wait <= 0) {
      sendNow(id, event)
      return
    }
    waiting.set(id, new Map([[event.kind, event]]))
    clock.after(wait, () => next(id))
  }
}

function merge(pending: Pending, event: RunEvent): void {
  const before = pending.get(event.kind)
  if (event.kind === 'epochs' && before?.kind === 'epochs') {
    pending.set('epochs', { ...event, metrics: [...before.metrics, ...event.metrics] })
    return
  }
  // A new state goes behind the epochs that came before it; progress keeps its place in the line.
  if (event.kind === 'changed') pending.delete('changed')
  pending.set(event.kind, event)
}

function idOf(event: RunEvent): string {
  switch (event.kind) {
    case 'changed':
      return event.entry.kind === 'run' ? event.entry.record.id : event.entry.id
    case 'removed':
    case 'epochs':
    case 'progress':
      return event.id
    default:
      return assertNever(event)
  }
}
