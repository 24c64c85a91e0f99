// @ts-check

/** A failure that the person at the keyboard can act on: what failed, why it matters, what to do. */
export class SetupFailure extends Error {
  /**
   * @param {{ what: string, why: string, todo: string, cause?: unknown }} parts
   */
  constructor({ what, why, todo, cause }) {
    super([what, why, todo].map(asSentence).join(' '), cause === undefined ? undefined : { cause })
    this.name = 'SetupFailure'
    this.what = asSentence(what)
    this.todo = asSentence(todo)
  }
}

/** @param {string} text */
function asSentence(text) {
  const trimmed = text.trim().replace(/\s+/g, ' ')
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`
}

/**
 * All set-up output goes to stderr: stdout belongs to the command that was asked for.
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`${line}\n`)
}

/**
 * @param {number} bytes
 * @returns {string} for example `274 MB`
 */
export function formatBytes(bytes) {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(2)} GB`
  if (bytes >= 1e6) return `${(bytes / 1e6).toFixed(0)} MB`
  return `${(bytes / 1e3).toFixed(0)} kB`
}

/**
 * @param {number} seconds
 * @returns {string} for example `2.4 s`, `48 s` or `3 min 20 s`
 */
export function formatSeconds(seconds) {
  if (!Number.isFinite(seconds)) return 'unknown'
  if (seconds < 9.95) return `${Math.max(0, seconds).toFixed(1)} s`
  const whole = Math.round(seconds)
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`
}

/**
 * Progress of one download: a line that rewrites itself on a terminal, a plain line every ten seconds elsewhere.
 * @param {string} label
 * @param {{ stream?: NodeJS.WriteStream, now?: () => number }} [options]
 */
export function downloadProgress(label, { stream = process.stderr, now = Date.now } = {}) {
  const started = now()
  let first = -1
  let lastShown = stream.isTTY ? 0 : started
  return {
    /**
     * @param {number} at bytes on disk
     * @param {number} total bytes in all, 0 when the server did not say
     */
    update(at, total) {
      if (first < 0) first = at
      const time = now()
      if (time - lastShown < (stream.isTTY ? 200 : 10_000)) return
      lastShown = time
      const rate = (at - first) / Math.max(0.001, (time - started) / 1000)
      const left = total > 0 && rate > 0 ? `, ${formatSeconds((total - at) / rate)} left` : ''
      const share = total > 0 ? ` of ${formatBytes(total)} (${Math.floor((100 * at) / total)} %)` : ''
      const line = `  ${label}: ${formatBytes(at)}${share}${left}`
      stream.write(stream.isTTY ? `\r\x1b[K${line}` : `${line}\n`)
    },
    done() {
      if (stream.isTTY) stream.write('\r\x1b[K')
    },
  }
}
