import { closeSync, fsyncSync, linkSync, openSync, readFileSync, renameSync, unlinkSync, writeSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { CrossfadeError } from '@shared/errors'
import { heartbeatEveryMs, judgeLock, makeLock, parseLock, witnessOf } from '@shared/run/run-lock'
import type { LockVerdict, LockWitness } from '@shared/run/run-lock'

/** What the system of this process tells; see core/runs/run-lock-file.ts for core's own. */
export function lockWitness(): LockWitness {
  return witnessOf({ hostname, readText, alive, now: Date.now })
}

/** Whether someone works on the run in this folder. null: there is no lock. */
export function readRunLock(runDir: string, witness: LockWitness = lockWitness()): LockVerdict | null {
  const text = readText(join(runDir, 'lock'))
  return text === null ? null : judge(text, witness)
}

function judge(text: string, witness: LockWitness): LockVerdict {
  const lock = parseLock(text)
  return lock === null ? { kind: 'stale', reason: 'the lock is not readable' } : judgeLock(lock, witness)
}

/** Removes a dead owner's lock, unless another process has just put its own in that place: that one is put back. */
function setAside(path: string, stale: string): void {
  const aside = `${path}.stale.${process.pid}`
  try {
    renameSync(path, aside)
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return
    throw thrown
  }
  if (readText(aside) !== stale) linkSync(aside, path)
  unlinkIfThere(aside)
}

/**
 * Takes the run for this process and keeps the heartbeat going; the answer gives it back. A dead owner's lock is taken over.
 * Throws `run-busy` while another process lives that owns the run.
 */
export function takeRunLock(runDir: string): () => void {
  const path = join(runDir, 'lock')
  const own = `${path}.${process.pid}`
  const write = () => writeWhole(own, JSON.stringify(makeLock(process.pid, lockWitness())))
  const found = readText(path)
  const verdict = found === null ? null : judge(found, lockWitness())
  if (verdict?.kind === 'held') {
    throw new CrossfadeError('run-busy', `Another program works on this run (${verdict.by}): wait until it is done, or stop it there.`)
  }
  if (found !== null) setAside(path, found)
  write()
  try {
    // A hard link fails when the name is taken: of two processes that saw the same dead owner, one gets the run.
    linkSync(own, path)
  } catch (thrown) {
    if (codeOf(thrown) !== 'EEXIST') throw thrown
    throw new CrossfadeError('run-busy', 'Another program has just begun to work on this run.')
  } finally {
    unlinkIfThere(own)
  }
  const timer = setInterval(() => {
    try {
      write()
      renameSync(own, path)
    } catch {
      // A missed heartbeat harms nothing here, and the next write of the run itself tells about the disk.
    }
  }, heartbeatEveryMs)
  timer.unref()
  return () => {
    clearInterval(timer)
    unlinkIfThere(path)
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    return codeOf(thrown) === 'EPERM'
  }
}

function writeWhole(path: string, text: string): void {
  const file = openSync(path, 'w')
  try {
    writeSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

function unlinkIfThere(path: string): void {
  try {
    unlinkSync(path)
  } catch (thrown) {
    if (codeOf(thrown) !== 'ENOENT') throw thrown
  }
}

const codeOf = (thrown: unknown): unknown =>
  typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : undefined
