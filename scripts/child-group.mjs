// @ts-check
import { spawn } from 'node:child_process'
import { root } from './setup/paths.mjs'

/** How long a child may take to end after it was asked to. */
const patienceMs = 8_000
const posix = process.platform !== 'win32'
/** @type {NodeJS.Signals | undefined} */
let stoppedBy

/** @returns {NodeJS.Signals | undefined} the signal that asked this process to stop, once one did */
export function stopSignal() {
  return stoppedBy
}

/**
 * Runs a child in a process group of its own and passes SIGINT, SIGTERM and SIGHUP to the whole group: test runners, hidden displays
 * and windows start processes of their own, and none of them is to stay behind.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, onOutput?: (text: string) => void }} [options] with `onOutput` the child has no terminal
 * @returns {Promise<number | null>} the exit code; null when a signal ended it or it could not be started
 */
export function runGroup(command, args, { env = {}, onOutput } = {}) {
  const child = spawn(command, args, {
    cwd: root,
    detached: posix,
    stdio: onOutput ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  })
  child.stdout?.setEncoding('utf8').on('data', (text) => onOutput?.(text))
  child.stderr?.setEncoding('utf8').on('data', (text) => onOutput?.(text))
  /** @type {NodeJS.Timeout | undefined} */
  let last
  const stop = (/** @type {NodeJS.Signals} */ signal) => {
    stoppedBy = signal
    signalGroup(child.pid, signal)
    last ??= setTimeout(() => signalGroup(child.pid, 'SIGKILL'), patienceMs)
  }
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])
  for (const signal of signals) process.on(signal, stop)
  return new Promise((done) => {
    const end = (/** @type {number | null} */ code) => {
      clearTimeout(last)
      for (const signal of signals) process.removeListener(signal, stop)
      // What the first child of the group left behind.
      if (stoppedBy) signalGroup(child.pid, 'SIGKILL')
      done(code)
    }
    child.on('error', (error) => {
      onOutput?.(error.message)
      end(null)
    })
    child.on('close', end)
  })
}

/**
 * @param {number | undefined} pid
 * @param {NodeJS.Signals} signal
 */
function signalGroup(pid, signal) {
  if (pid === undefined) return
  try {
    process.kill(posix ? -pid : pid, signal)
  } catch {
    // It is gone already.
  }
}

/**
 * npm that is killed leaves what it started running. A command that npm started ends when npm does, as if it had been asked to.
 */
export function endWithNpm() {
  if (!posix || !process.env['npm_lifecycle_event']) return
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    process.kill(process.pid, 'SIGTERM')
  }, 1000)
  watch.unref()
}
