import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { fileParts } from './file-parts'
import { fileError, noOrdinaryFile } from './read-head'

const known = new Map<string, string>()

/** sha256 of a file, hexadecimal. Remembered while size, inode and time of change (to the nanosecond) stay the same. */
export async function hashFile(path: string): Promise<string> {
  const facts = await stat(path, { bigint: true }).catch((thrown: unknown) => {
    throw fileError(path, thrown)
  })
  // Opening a pipe waits for somebody who writes to it.
  if (!facts.isFile()) throw noOrdinaryFile(path)
  const key = [path, facts.ino, facts.size, facts.mtimeNs, facts.ctimeNs].join('\0')
  const held = known.get(key)
  if (held !== undefined) return held
  const hash = createHash('sha256')
  try {
    for await (const part of fileParts(path)) hash.update(part)
  } catch (thrown) {
    throw fileError(path, thrown)
  }
  const sha256 = hash.digest('hex')
  known.set(key, sha256)
  return sha256
}
