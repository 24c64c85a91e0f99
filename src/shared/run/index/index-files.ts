/** The few file operations that a list of runs needs. */
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
}

/** What of node:fs they are made of: core and the engine each have their own, and nothing here may. */
export interface FileCalls {
  readonly readdirSync: (path: string) => readonly string[]
  readonly statSync: (path: string, options: { readonly throwIfNoEntry: false }) => { readonly mtimeMs: number; readonly size: number } | undefined
  readonly readFileSync: (path: string, encoding: 'utf8' | 'latin1') => string
  readonly writeFileSync: (path: string, text: string) => void
  readonly renameSync: (from: string, to: string) => void
  readonly unlinkSync: (path: string) => void
}

/** `unique`: part of a temporary name that no other program uses at the same time, such as the number of the process. */
export function indexFilesOver(calls: FileCalls, unique: string): IndexFiles {
  const text = (path: string, encoding: 'utf8' | 'latin1') => {
    try {
      return calls.readFileSync(path, encoding)
    } catch (thrown) {
      if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && thrown.code === 'ENOENT') return null
      throw thrown
    }
  }
  return {
    names: (dir) => {
      try {
        return calls.readdirSync(dir)
      } catch {
        return []
      }
    },
    facts: (path) => {
      const facts = calls.statSync(path, { throwIfNoEntry: false })
      return facts === undefined ? null : { time: facts.mtimeMs, size: facts.size }
    },
    read: (path) => text(path, 'utf8'),
    // All of ASCII is in it, and no byte needs a look.
    ascii: (path) => text(path, 'latin1'),
    replace: (path, content) => {
      const temporary = `${path}.${unique}.tmp`
      try {
        calls.writeFileSync(temporary, content)
        calls.renameSync(temporary, path)
      } catch {
        try {
          calls.unlinkSync(temporary)
        } catch {
          // There was nothing to remove.
        }
      }
    },
  }
}
