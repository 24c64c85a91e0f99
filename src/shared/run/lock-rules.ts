import type { RunLock } from './run-record'

/** A lock of another machine, or of one that cannot tell, counts as given up when its heartbeat is older than this. */
export const staleAfterMs = 60_000
export const heartbeatEveryMs = 5_000

/** What the reader of a lock knows about its own machine. */
export interface LockFacts {
  readonly now: number
  readonly host: string
  /** Empty where the system does not tell. */
  readonly bootId: string
  /** Start time of the process with the lock's pid: null when there is none, empty when the system does not tell. */
  readonly processStart: string | null
}

/** Whether somebody works on the run: judged by the process on the same machine, by the heartbeat elsewhere. */
export function isLockLive(lock: RunLock, facts: LockFacts): boolean {
  if (lock.host !== facts.host) return facts.now - Date.parse(lock.heartbeat) < staleAfterMs
  if (lock.bootId !== '' && facts.bootId !== '' && lock.bootId !== facts.bootId) return false
  if (facts.processStart === null) return false
  if (lock.processStart !== '' && facts.processStart !== '') return lock.processStart === facts.processStart
  return facts.now - Date.parse(lock.heartbeat) < staleAfterMs
}
