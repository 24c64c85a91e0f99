import type { LockVerdict } from '../run-lock'

/** The few file operations that a list of runs needs. Core and the engine have one set each. */
export interface IndexFiles {
  /** The names in a folder; none where there is no such folder. */
  readonly names: (dir: string) => readonly string[]
  /** Time of the last change, in ms, and size in bytes; null: it is not there. */
  readonly facts: (path: string) => { readonly time: number; readonly size: number } | null
  /** null: there is no such file. Throws where it cannot be read. */
  readonly read: (path: string) => string | null
  /** The same of a file that holds nothing but ASCII, which takes no decoding: tens of milliseconds for the index of 10,000 runs. */
  readonly ascii: (path: string) => string | null
  /** Puts a whole file in the place of another, or leaves everything as it was. Never throws: the index is derived. */
  readonly replace: (path: string, text: string) => void
  /** Whether someone works on the run in this folder. null: there is no lock. */
  readonly lock: (runDir: string) => LockVerdict | null
}
