import { open, rename, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { writeError } from './file-error'

let counter = 0

/**
 * Replaces a file as a whole: a temporary name in the same folder, flushed, renamed. A reader sees the old file or the new
 * one, a crash leaves one of them. Throws `disk-full`, `workspace-unavailable`.
 */
export async function writeAtomic(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}-${++counter}.tmp`)
  try {
    const file = await open(temporary, 'wx')
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
    await syncFolder(dirname(path))
  } catch (thrown) {
    await unlink(temporary).catch(() => undefined)
    throw writeError(thrown, path)
  }
}

/** JSON as the workspace holds it: indented, with a last newline, so that people and diffs can read it. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  await writeAtomic(path, `${JSON.stringify(value, null, 2)}\n`)
}

/** Makes a rename last through a power cut. Not every system lets a folder be flushed. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => null)
  if (folder === null) return
  await folder.sync().catch(() => undefined)
  await folder.close()
}
