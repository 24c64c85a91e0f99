import { readFile } from 'node:fs/promises'
import { CrossfadeError } from '@shared/errors'
import type { ErrorCode } from '@shared/errors'
import { readVersioned } from '@shared/files/versioned'
import type { VersionedFormat } from '@shared/files/versioned'
import type { z } from 'zod'
import { systemCode } from './file-error'

/**
 * A JSON file of the workspace in its newest version; null where there is none. A file that cannot be read is left alone:
 * the error says where it lies and why, and nothing is put in its place.
 */
export async function readJson<Schema extends z.ZodType>(
  path: string,
  format: VersionedFormat<Schema>,
  code: ErrorCode,
): Promise<z.infer<Schema> | null> {
  const text = await readTextIfThere(path, code)
  if (text === null) return null
  const read = readVersioned(text, format)
  if (read.kind === 'bad') {
    throw new CrossfadeError(code, `${path} cannot be read: ${read.reason}. It was left as it is.`, { path, reason: read.reason })
  }
  return read.value
}

/** A file's text; null where there is none. */
export async function readTextIfThere(path: string, code: ErrorCode): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (thrown) {
    const why = systemCode(thrown)
    if (why === 'ENOENT' || why === 'ENOTDIR') return null
    throw new CrossfadeError(code, `${path} cannot be read (${why ?? String(thrown)}).`, { path })
  }
}
