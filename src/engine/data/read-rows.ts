import { readFile } from 'node:fs/promises'
import { CrossfadeError } from '@shared/errors'
import { parseNpyHeader } from '@shared/npy'

/** The numbers of the rows that a run was scored on, from their .npy. Throws `run-unreadable`. */
export async function readRows(path: string): Promise<Int32Array> {
  const bytes = await readFile(path).catch(() => Buffer.alloc(0))
  const header = parseNpyHeader(bytes)
  if (header?.type !== 'int32') throw new CrossfadeError('run-unreadable', `${path} cannot be read. Score the run again.`)
  return new Int32Array(bytes.buffer.slice(bytes.byteOffset + header.offset, bytes.byteOffset + bytes.length))
}
