import { exitCodes } from './exit-code'

/** Where a command writes: results to stdout, all else to stderr. With --json, stdout gets exactly one document. */
export interface Terminal {
  /** stderr is a terminal whose last line can be redrawn. */
  readonly interactive: boolean
  readonly width: number
  /** A line on stderr, above a progress line that is being drawn. */
  say(line: string): void
  /** Draws the progress line anew; null takes it away. Does nothing where stderr is no terminal. */
  progress(line: string | null): void
  /** Text on stdout. */
  print(text: string): void
}

export function openTerminal(stdout: NodeJS.WriteStream, stderr: NodeJS.WriteStream): Terminal {
  const interactive = stderr.isTTY === true && process.env['TERM'] !== 'dumb'
  let drawn = false
  const clear = () => {
    if (drawn) stderr.write('\r\x1b[K')
    drawn = false
  }
  // "crossfade runs | head" closes the pipe before everything is written: that is no failure.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return
    stderr.write(`The result could not be written to stdout: ${error.message}. Make room, or write it elsewhere.\n`)
    process.exitCode = exitCodes.failed
  })
  // Nobody reads what it says any more: what it does goes on.
  stderr.on('error', () => undefined)
  return {
    interactive,
    get width() {
      return stderr.columns ?? 80
    },
    say: (line) => {
      clear()
      stderr.write(`${line}\n`)
    },
    progress: (line) => {
      if (!interactive) return
      clear()
      if (line === null) return
      stderr.write(line.slice(0, (stderr.columns ?? 80) - 1))
      drawn = true
    },
    print: (text) => stdout.write(text.endsWith('\n') ? text : `${text}\n`),
  }
}
