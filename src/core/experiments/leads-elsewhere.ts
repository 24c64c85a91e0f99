import { posix, win32 } from 'node:path'

/** What Windows takes for a device in whichever folder it is named, with any ending (Microsoft: Naming Files, Paths, and Namespaces). */
const reserved = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³]) *([.:]|$)/i

/**
 * Where a path that is written in an experiment file leads, in words, if that is no file of this computer: null if it is one. An experiment may come from anybody,
 * and looking whether such a file is there is enough to make Windows log in at the host that it names. A host that the experiment file itself came from is
 * no other. Both separators count on every system: the same file says the same everywhere.
 */
export function leadsElsewhere(path: string, experimentFile: string, system: 'posix' | 'win32' = process.platform === 'win32' ? 'win32' : 'posix'): string | null {
  const host = hostOf(path)
  if (host === '.' || host === '?' || path.startsWith('\\??\\')) return 'a device'
  if (host !== null) return host.toLowerCase() === hostOf(experimentFile)?.toLowerCase() ? null : `on another computer (${host})`
  // One letter before the colon is a drive.
  if (/^([a-z][a-z0-9+.-]+:[\\/]{2}|file:)/i.test(path)) return 'an address and not a path'
  const { dirname, resolve } = system === 'win32' ? win32 : posix
  const whole = resolve(dirname(experimentFile), path)
  if (system === 'win32') return whole.split('\\').some((name) => reserved.test(name)) ? 'a device' : null
  // Memory that is used as a disk lies there too.
  return /^\/(dev|proc|sys)(\/|$)/.test(whole) && !whole.startsWith('/dev/shm/') ? 'a device' : null
}

/** The computer that a network path names: the first of its parts, behind two separators of either kind. */
const hostOf = (path: string): string | null => /^[\\/]{2}([^\\/]*)/.exec(path)?.[1] ?? null
