import { runLock } from './run-record'
import type { RunLock } from './run-record'

/** How often the owner of a run writes its lock anew. */
export const heartbeatEveryMs = 5_000

/** On another machine only the heartbeat tells whether the owner lives: older than this, it does not. */
export const heartbeatStaleMs = 60_000

/** What this machine knows about itself and its processes. */
export interface LockWitness {
  readonly host: string
  /** Changes with every start of the machine; '' where the system does not tell. */
  readonly bootId: string
  /** Milliseconds since 1970. */
  readonly now: number
  /** When the process with this id started, as the system tells it; '' where it does not tell; null: there is no such process. */
  readonly processStart: (pid: number) => string | null
}

export type LockVerdict =
  | { readonly kind: 'held'; readonly by: string }
  | { readonly kind: 'stale'; readonly reason: string }

/**
 * Whether the owner of a run still lives. On the owner's machine the process itself is asked, so neither a jump of the clock
 * nor a suspended machine makes a living owner look dead; elsewhere the heartbeat decides. A heartbeat from the future is held:
 * the clocks disagree, and taking a run from a living owner does more harm than waiting.
 */
export function judgeLock(lock: RunLock, witness: LockWitness): LockVerdict {
  if (lock.host === witness.host) {
    if (lock.bootId !== witness.bootId) return { kind: 'stale', reason: 'the machine was restarted' }
    const start = witness.processStart(lock.pid)
    if (start === null) return { kind: 'stale', reason: `process ${lock.pid} is gone` }
    if (start !== lock.processStart) return { kind: 'stale', reason: `process ${lock.pid} is gone, and another one has its number` }
    return { kind: 'held', by: `process ${lock.pid}` }
  }
  const beat = Date.parse(lock.heartbeat)
  if (Number.isNaN(beat)) return { kind: 'stale', reason: `the lock of ${lock.host} has no readable time` }
  if (witness.now - beat > heartbeatStaleMs) return { kind: 'stale', reason: `nothing was heard from ${lock.host} since ${lock.heartbeat}` }
  return { kind: 'held', by: `process ${lock.pid} on ${lock.host}` }
}

/** The lock this process writes. */
export function makeLock(pid: number, witness: LockWitness): RunLock {
  return {
    version: 1,
    pid,
    processStart: witness.processStart(pid) ?? '',
    bootId: witness.bootId,
    host: witness.host,
    heartbeat: new Date(witness.now).toISOString(),
  }
}

/** A lock file's text; null when it is torn or of another kind, which counts as stale: locks are written whole or not at all. */
export function parseLock(text: string): RunLock | null {
  try {
    const parsed = runLock.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

/**
 * Start time in clock ticks since boot, field 22 of /proc/<pid>/stat (proc(5)). The command, field 2, may hold blanks and
 * brackets, so fields are counted from the last bracket. null: not such a text, or the process has ended and waits for its
 * parent to notice (states Z and X).
 */
export function processStartOf(stat: string): string | null {
  const fields = stat.slice(stat.lastIndexOf(')') + 1).trim().split(/\s+/)
  const state = fields[0]
  if (state === undefined || state === 'Z' || state === 'X') return null
  return fields[19] ?? null
}

/** The few questions to the system that a witness needs: Node's, handed in by core and by the engine. */
export interface SystemReader {
  readonly hostname: () => string
  /** null: there is no such file. */
  readonly readText: (path: string) => string | null
  /** Whether a process with this id exists. */
  readonly alive: (pid: number) => boolean
  readonly now: () => number
}

/** A witness from what the system tells: /proc on Linux; elsewhere only whether a process with that number exists. */
export function witnessOf(system: SystemReader): LockWitness {
  const bootId = system.readText('/proc/sys/kernel/random/boot_id')
  return {
    host: system.hostname(),
    bootId: bootId === null ? '' : bootId.trim(),
    now: system.now(),
    processStart: (pid) => {
      const stat = system.readText(`/proc/${pid}/stat`)
      if (stat !== null) return processStartOf(stat)
      return bootId === null && system.alive(pid) ? '' : null
    },
  }
}
