import { mkdir, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { writeError } from './file-error'

/** Moves a file or a folder within the workspace; the folder that it goes to is made. Throws as any write does. */
export async function movePath(from: string, to: string): Promise<void> {
  try {
    await mkdir(dirname(to), { recursive: true })
    await rename(from, to)
  } catch (thrown) {
    throw writeError(thrown, to)
  }
}
