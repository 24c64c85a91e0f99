import { closeSync, fsyncSync, linkSync, openSync, readFileSync, renameSync, statSync, unlinkSync, writeSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { CrossfadeError } from '@shared/errors'
import { heartbeatEveryMs, witnessOf } from '@shared/run/run-lock'
import type { LockVerdict, LockWitness } from '@shared/run/run-lock'
import { judgeLockText, takeLock } from '@shared/run/take-lock'
import type { LockFiles } from '@shared/run/take-lock'
import { systemCode, writeError } from '../files/file-error'

/** What the system of this process tells about itself. */
export function lockWitness(): LockWitness {
  return witnessOf({ hostname, readText: files.read, alive, now: Date.now })
}

/** Whether someone works on the run in this folder. null: there is no lock. */
export function readRunLock(runDir: string, witness: LockWitness = lockWitness()): LockVerdict | null {
  const text = files.read(join(runDir, 'lock'))
  return text === null ? null : judgeLockText(text, witness)
}

/** Between the creation of a run, or its hand-over to the trainer, and the next lock there is none for a moment. */
const handOverMs = 5_000

/** Why nobody works any more on a run that says it is at work; null while somebody does. */
export async function abandonedReason(runDir: string): Promise<string | null> {
  const verdict = readRunLock(runDir)
  if (verdict?.kind === 'held') return null
  if (verdict?.kind === 'stale') return `Interrupted: ${verdict.reason}.`
  const written = await stat(join(runDir, 'run.json')).catch(() => null)
  const age = written === null ? Infinity : Date.now() - written.mtimeMs
  // Either way: a clock that was set back in between makes the file one of the future.
  return Math.abs(age) < handOverMs ? null : 'Interrupted: the program that worked on it ended.'
}

/** Whether somebody works on a run, or has taken it to: its lock is held, or is being handed over this moment. */
export function isAtWork(runDir: string): boolean {
  const verdict = readRunLock(runDir)
  if (verdict !== null) return verdict.kind === 'held'
  const written = statSync(join(runDir, 'run.json'), { throwIfNoEntry: false })
  return written !== undefined && Math.abs(Date.now() - written.mtimeMs) < handOverMs
}

/**
 * Takes the run for this process and keeps the heartbeat going; the answer gives it back, once. A dead owner's lock is taken over.
 * Throws `run-busy` while another process lives that owns the run, `disk-full`.
 */
export function takeRunLock(runDir: string): () => void {
  return takeFileLock(join(runDir, 'lock'), 'this run')
}

/** Takes a folder with a lock of the same kind, such as that of a study; `what` names it in the message. */
export function takeFolderLock(dir: string, what: string): () => void {
  return takeFileLock(join(dir, 'lock'), what)
}

function takeFileLock(path: string, what: string): () => void {
  const held = guarded(path, () => takeLock(files, path, what, process.pid, lockWitness))
  const timer = setInterval(() => {
    try {
      held.beat()
    } catch {
      // A missed heartbeat harms nothing here, and the next write of the run itself tells about the disk.
    }
  }, heartbeatEveryMs)
  timer.unref()
  let released = false
  return () => {
    if (released) return
    released = true
    clearInterval(timer)
    held.release()
  }
}

/** Does a short piece of work while no other program does one under the same lock. Waits up to five seconds for its turn. */
export async function withFileLock<Result>(path: string, what: string, work: () => Promise<Result>): Promise<Result> {
  const until = performance.now() + 5_000
  for (;;) {
    let release: () => void
    try {
      release = takeFileLock(path, what)
    } catch (thrown) {
      const busy = thrown instanceof CrossfadeError && thrown.code === 'run-busy'
      if (!busy || performance.now() > until) throw thrown
      await new Promise((resolve) => setTimeout(resolve, 10 + Math.random() * 20))
      continue
    }
    try {
      return await work()
    } finally {
      release()
    }
  }
}

const files: LockFiles = {
  read: (path) => {
    try {
      return readFileSync(path, 'utf8')
    } catch {
      return null
    }
  },
  write: (path, text) => {
    const file = openSync(path, 'w')
    try {
      writeSync(file, text)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
  },
  link: (existing, path) => unless('EEXIST', () => linkSync(existing, path)),
  rename: (from, to) => unless('ENOENT', () => renameSync(from, to)),
  remove: (path) => void unless('ENOENT', () => unlinkSync(path)),
}

/** Disk trouble as a line for people. */
function guarded<Result>(path: string, work: () => Result): Result {
  try {
    return work()
  } catch (thrown) {
    throw writeError(thrown, path)
  }
}

/** Does it; false when it failed with this code of the system. */
function unless(code: string, work: () => void): boolean {
  try {
    work()
    return true
  } catch (thrown) {
    if (systemCode(thrown) === code) return false
    throw thrown
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    return systemCode(thrown) === 'EPERM'
  }
}
