import { open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { writeError } from './file-error'
import { replaceFile } from './replace-file'

/**
 * Replaces a file as a whole, and makes that last through a power cut: a crash leaves the old file or the new one. Throws `disk-full`, `workspace-unavailable`.
 */
export async function writeAtomic(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await replaceFile(path, content)
    await syncFolder(dirname(path))
  } catch (thrown) {
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
