// @ts-check
import { mkdirSync, readFileSync, readlinkSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

/**
 * @typedef {{ pid: number, host: string, boot: string, pidSpace: string, started: string }} Owner
 * `started` tells a process from a later one that was given the same pid.
 */

/** An owner on another machine is judged by its heartbeat alone. */
const FOREIGN_STALE_MS = 60_000
const HEARTBEAT_MS = 5_000
/** The guard is held for a few file operations only; one this old was left by a process that died in them. */
const GUARD_STALE_MS = 10_000

/**
 * Runs `work` while holding the lock file. A second caller waits; a lock whose owner died is taken over.
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @param {{ onWait?: (owner: Owner | undefined) => void, pollMs?: number }} [options]
 * @returns {Promise<T>}
 */
export async function withLock(file, work, { onWait, pollMs = 250 } = {}) {
  mkdirSync(dirname(file), { recursive: true })
  const mine = JSON.stringify(currentOwner())
  let told = false
  while (!tryCreate(file, mine)) {
    const owner = readOwner(file)
    if (isStale(file, owner)) {
      takeOver(file)
      continue
    }
    if (!told) {
      told = true
      onWait?.(owner)
    }
    await wait(pollMs)
  }
  const beat = setInterval(() => touch(file), HEARTBEAT_MS)
  beat.unref()
  const release = () => removeIfMine(file, mine)
  process.once('exit', release)
  try {
    return await work()
  } finally {
    clearInterval(beat)
    process.removeListener('exit', release)
    release()
  }
}

/** @returns {Owner} */
export function currentOwner() {
  return {
    pid: process.pid,
    host: hostname(),
    boot: readText('/proc/sys/kernel/random/boot_id'),
    pidSpace: readLink('/proc/self/ns/pid'),
    started: startTime(process.pid),
  }
}

/**
 * @param {string} file
 * @param {Owner | undefined} owner
 */
function isStale(file, owner) {
  const age = ageOf(file)
  if (age === undefined) return false
  // Being written this moment, or torn by a crash: only time tells.
  if (!owner) return age > GUARD_STALE_MS
  const me = currentOwner()
  if (owner.host !== me.host || owner.pidSpace !== me.pidSpace) return age > FOREIGN_STALE_MS
  if (owner.boot !== me.boot) return true
  return !isAlive(owner.pid) || startTime(owner.pid) !== owner.started
}

/**
 * Removes a stale lock. Two waiters may both have found it stale: the guard lets one act at a time, and each looks again
 * inside it, so neither removes the lock that the other has just taken.
 * @param {string} file
 */
function takeOver(file) {
  const guard = `${file}.guard`
  if (!tryCreate(guard, String(process.pid))) {
    if ((ageOf(guard) ?? 0) > GUARD_STALE_MS) rmSync(guard, { force: true })
    return
  }
  try {
    if (isStale(file, readOwner(file))) rmSync(file, { force: true })
  } finally {
    rmSync(guard, { force: true })
  }
}

/**
 * @param {string} file
 * @param {string} content
 */
function tryCreate(file, content) {
  try {
    writeFileSync(file, content, { flag: 'wx' })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

/**
 * @param {string} file
 * @returns {Owner | undefined}
 */
function readOwner(file) {
  try {
    const owner = JSON.parse(readFileSync(file, 'utf8'))
    return typeof owner?.pid === 'number' ? owner : undefined
  } catch {
    return undefined
  }
}

/**
 * @param {string} file
 * @param {string} mine
 */
function removeIfMine(file, mine) {
  if (readText(file) === mine) rmSync(file, { force: true })
}

/** @param {string} file */
function ageOf(file) {
  try {
    return Date.now() - statSync(file).mtimeMs
  } catch {
    return undefined
  }
}

/** @param {string} file */
function touch(file) {
  try {
    utimesSync(file, new Date(), new Date())
  } catch {
    // The lock was removed from outside; the next writer decides.
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/**
 * @param {number} pid
 * @returns {string} the kernel's start time of the process (field 22 of /proc/PID/stat), empty where there is no /proc
 */
function startTime(pid) {
  const stat = readText(`/proc/${pid}/stat`)
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
}

/** @param {string} file */
function readText(file) {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return ''
  }
}

/** @param {string} file */
function readLink(file) {
  try {
    return readlinkSync(file)
  } catch {
    return ''
  }
}
