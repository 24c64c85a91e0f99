import { appendFileSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'

export type LogLevel = 'info' | 'warning' | 'error'
export type Log = (level: LogLevel, message: string, details?: unknown) => void

export interface LogFile {
  readonly dir: string
  readonly file: string
  readonly write: Log
}

/**
 * A log of lines, one file of at most `maxBytes` and `keep - 1` older ones beside it (`name.1.log` is the newest of those).
 * It never throws: a full disk must not take the program with it. Lines are written at once, so that a crash keeps the last one.
 */
export function openLog(dir: string, { name = 'crossfade', maxBytes = 1_000_000, keep = 3 } = {}): LogFile {
  const file = join(dir, `${name}.log`)
  const older = (age: number) => join(dir, `${name}.${age}.log`)
  let size = sizeOf(file)
  quietly(() => mkdirSync(dir, { recursive: true }))

  const rotate = () => {
    quietly(() => rmSync(older(keep - 1), { force: true }))
    for (let age = keep - 2; age >= 1; age--) quietly(() => renameSync(older(age), older(age + 1)))
    quietly(() => renameSync(file, older(1)))
    size = 0
  }

  return {
    dir,
    file,
    write: (level, message, details) => {
      const line = `${new Date().toISOString()} ${level} ${message}${details === undefined ? '' : ` ${asText(details)}`}\n`
      const bytes = Buffer.byteLength(line)
      if (size > 0 && size + bytes > maxBytes) rotate()
      quietly(() => {
        appendFileSync(file, line)
        size += bytes
      })
    },
  }
}

function asText(details: unknown): string {
  if (details instanceof Error) return details.stack ?? details.message
  if (typeof details === 'string') return details
  try {
    return JSON.stringify(details) ?? String(details)
  } catch {
    return String(details)
  }
}

function sizeOf(file: string): number {
  try {
    return statSync(file).size
  } catch {
    return 0
  }
}

function quietly(work: () => void): void {
  try {
    work()
  } catch {
    // There is nowhere left to write it down.
  }
}
