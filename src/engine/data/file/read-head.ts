import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { createGunzip, constants } from 'node:zlib'
import { CrossfadeError } from '@shared/errors'

/** The beginning of a file, decompressed, and what kind of file its first bytes say it is. */
export interface FileHead {
  readonly bytes: number
  readonly modified: string
  readonly container: 'plain' | 'gzip' | 'zip' | 'parquet'
  readonly head: Buffer
  /** The head is the whole file. */
  readonly whole: boolean
}

/** Enough for a few thousand lines of a usual table. */
const headBytes = 1 << 20

/** Reads the beginning of a file. Throws what a person should know when it cannot be opened or holds nothing. */
export async function readHead(path: string): Promise<FileHead> {
  const facts = await stat(path).catch((thrown: unknown) => {
    throw fileError(path, thrown)
  })
  if (facts.isDirectory()) throw new CrossfadeError('file-is-directory', `${path} is a folder. Choose a file inside it.`)
  if (!facts.isFile()) throw noOrdinaryFile(path)
  if (facts.size === 0) throw new CrossfadeError('file-empty', `${path} is empty (0 bytes). Choose another file.`)
  const magic = await firstBytes(path, 4)
  const base = { bytes: facts.size, modified: facts.mtime.toISOString() }
  if (magic[0] === 0x1f && magic[1] === 0x8b) {
    const head = await decompressedHead(path)
    if (head.length === 0) throw new CrossfadeError('file-empty', `${path} holds nothing once decompressed. Choose another file.`)
    return { ...base, container: 'gzip', head, whole: head.length < headBytes }
  }
  if (magic.toString('latin1') === 'PAR1') return { ...base, container: 'parquet', head: Buffer.alloc(0), whole: false }
  if (magic.toString('latin1') === 'PK\x03\x04') return { ...base, container: 'zip', head: Buffer.alloc(0), whole: false }
  const head = await firstBytes(path, headBytes)
  return { ...base, container: 'plain', head, whole: facts.size <= headBytes }
}

export const noOrdinaryFile = (path: string): CrossfadeError =>
  new CrossfadeError('file-unreadable', `${path} is not an ordinary file but a device or a pipe. Save its content as a file first.`)

/** An error of the file system in plain words. */
export function fileError(path: string, thrown: unknown): Error {
  const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : undefined
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new CrossfadeError('file-not-found', `${path} is not there. Check the path.`)
    case 'EACCES':
    case 'EPERM':
      return new CrossfadeError('file-unreadable', `${path} may not be read by this user. Change its permissions or copy it.`)
    case 'ELOOP':
      return new CrossfadeError('file-unreadable', `${path} is a link that leads back to itself. Name the file that it was meant for.`)
    case 'EISDIR':
      return new CrossfadeError('file-is-directory', `${path} is a folder. Choose a file inside it.`)
    default:
      return new CrossfadeError('file-unreadable', `${path} cannot be read: ${thrown instanceof Error ? thrown.message : String(thrown)}`)
  }
}

async function firstBytes(path: string, length: number): Promise<Buffer> {
  const file = await open(path, 'r').catch((thrown: unknown) => {
    throw fileError(path, thrown)
  })
  try {
    const buffer = Buffer.alloc(length)
    let filled = 0
    while (filled < length) {
      const { bytesRead } = await file.read(buffer, filled, length - filled, filled)
      if (bytesRead === 0) break
      filled += bytesRead
    }
    return buffer.subarray(0, filled)
  } finally {
    await file.close()
  }
}

async function decompressedHead(path: string): Promise<Buffer> {
  const parts: Buffer[] = []
  let length = 0
  const file = createReadStream(path)
  try {
    for await (const part of file.pipe(createGunzip({ finishFlush: constants.Z_SYNC_FLUSH }))) {
      parts.push(part as Buffer)
      length += (part as Buffer).length
      if (length >= headBytes) break
    }
  } catch (thrown) {
    throw new CrossfadeError('file-unreadable', `${path} is not a sound gzip file: it is cut off or damaged (${thrown instanceof Error ? thrown.message : String(thrown)}). Copy or download it again.`)
  } finally {
    file.destroy()
  }
  return Buffer.concat(parts).subarray(0, headBytes)
}
