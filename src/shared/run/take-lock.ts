import { CrossfadeError } from '../errors'
import { judgeLock, makeLock, parseLock } from './run-lock'
import type { LockVerdict, LockWitness } from './run-lock'

/** The few file operations that taking a lock needs; each does one system call, so that nothing can come between. */
export interface LockFiles {
  /** null: there is no such file. */
  readonly read: (path: string) => string | null
  /** Writes and flushes. */
  readonly write: (path: string, text: string) => void
  /** A second name for a file; false when the name is taken. */
  readonly link: (existing: string, path: string) => boolean
  /** False when there is no such file. */
  readonly rename: (from: string, to: string) => boolean
  readonly remove: (path: string) => void
}

export interface HeldLock {
  /** Writes the heartbeat. Call it every `heartbeatEveryMs`. */
  readonly beat: () => void
  readonly release: () => void
}

/** What a lock file's text says about its owner. */
export function judgeLockText(text: string, witness: LockWitness): LockVerdict {
  const lock = parseLock(text)
  return lock === null ? { kind: 'stale', reason: 'the lock is not readable' } : judgeLock(lock, witness)
}

/**
 * Takes the lock at `path` for this process; a dead owner's lock is taken over. `what`: what is locked, for the message.
 * Throws `run-busy` while another owner lives.
 */
export function takeLock(files: LockFiles, path: string, what: string, pid: number, witness: () => LockWitness): HeldLock {
  const own = `${path}.${pid}`
  const write = () => files.write(own, JSON.stringify(makeLock(pid, witness())))
  const found = files.read(path)
  const verdict = found === null ? null : judgeLockText(found, witness())
  if (verdict?.kind === 'held') {
    throw new CrossfadeError('run-busy', `Another program works on ${what} (${verdict.by}). Wait until it is done, or stop it there.`)
  }
  if (found !== null) setAside(files, path, found, pid)
  write()
  // A second name cannot be given when it is taken: of two processes that saw the same dead owner, one gets the lock.
  const taken = files.link(own, path)
  files.remove(own)
  if (!taken) throw new CrossfadeError('run-busy', `Another program has just begun to work on ${what}.`)
  const mine = () => parseLock(files.read(path) ?? '')?.pid === pid
  return {
    beat: () => {
      if (!mine()) return
      write()
      files.rename(own, path)
    },
    release: () => {
      if (mine()) files.remove(path)
    },
  }
}

/** Removes a dead owner's lock, unless another process has just put its own in that place: that one is put back. */
function setAside(files: LockFiles, path: string, stale: string, pid: number): void {
  const aside = `${path}.stale.${pid}`
  if (!files.rename(path, aside)) return
  if (files.read(aside) !== stale) files.link(aside, path)
  files.remove(aside)
}
