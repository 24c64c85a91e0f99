import { readdirSync, readFileSync, renameSync, statSync, unlinkSync, writeFileSync } from 'node:fs'
import type { IndexFiles } from '@shared/run/index/index-files'
import { readRunLock } from '../channel/run-lock-file'

/** As core/runs/index-files.ts. */
export const indexFiles: IndexFiles = {
  names: (dir) => {
    try {
      return readdirSync(dir)
    } catch {
      return []
    }
  },
  facts: (path) => {
    const facts = statSync(path, { throwIfNoEntry: false })
    return facts === undefined ? null : { time: facts.mtimeMs, size: facts.size }
  },
  read: (path) => textOf(path, 'utf8'),
  // All of ASCII is in it, and no byte needs a look.
  ascii: (path) => textOf(path, 'latin1'),
  replace: (path, text) => {
    const temporary = `${path}.${process.pid}.tmp`
    try {
      writeFileSync(temporary, text)
      renameSync(temporary, path)
    } catch {
      try {
        unlinkSync(temporary)
      } catch {
        // There was nothing to remove.
      }
    }
  },
  lock: (runDir) => readRunLock(runDir),
}

function textOf(path: string, encoding: 'utf8' | 'latin1'): string | null {
  try {
    return readFileSync(path, encoding)
  } catch (thrown) {
    if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && thrown.code === 'ENOENT') return null
    throw thrown
  }
}
