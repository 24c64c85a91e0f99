import { constants } from 'node:os'
import type { EngineExit } from '@core/engine-process/engine-child'

/** The ends that are no choice of the process itself: crashes in native code, and the kill of the system when memory runs out. */
const deadly = ['SIGKILL', 'SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGILL', 'SIGFPE'] as const

/**
 * How a utility process ended, from the one number that Electron gives. On POSIX that is the exit code, or the number of the
 * signal that ended it, with 128 added where a core was dumped. (Measured on Electron 22.3.25: exit(3) gives 3, SIGKILL 9,
 * SIGSEGV 11.) Our engines exit with 0 and 1 only, so the two do not meet.
 */
export function utilityExit(code: number, platform: NodeJS.Platform = process.platform): EngineExit {
  if (platform === 'win32') return { code, signal: null }
  const signal = deadly.find((name) => constants.signals[name] === code || constants.signals[name] + 128 === code)
  return signal === undefined ? { code, signal: null } : { code: null, signal }
}
