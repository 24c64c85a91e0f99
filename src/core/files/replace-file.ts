import { open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

let counter = 0

/** A name beside `path` that is nobody else's: two that write to one place, in one program or in several, do not write into each other. */
export const draftBeside = (path: string): string => join(dirname(path), `.${basename(path)}.${process.pid}-${++counter}.tmp`)

/**
 * Puts a file in its place as a whole: a draft in the same folder, flushed, renamed. A reader sees the old file or the new one. Throws what the
 * system throws; nothing is left of the draft then.
 */
export async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  const draft = draftBeside(path)
  try {
    const file = await open(draft, 'wx')
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(draft, path)
  } catch (thrown) {
    await rm(draft, { force: true }).catch(() => undefined)
    throw thrown
  }
}
