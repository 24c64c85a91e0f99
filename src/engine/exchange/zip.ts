/** The only file that packs and unpacks zip archives. */
import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { inflateSync, zipSync } from 'fflate'
import { CrossfadeError } from '@shared/errors'

/** Packs without compressing: weights do not shrink, and a program reads them in place. The time is fixed, so that equal models are equal files. */
export function packZip(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, [bytes, { level: 0, mtime: new Date(1980, 0, 2) }] as const])) as Parameters<typeof zipSync>[0])
}

const bad = (what: string): CrossfadeError => new CrossfadeError('model-invalid', what)

interface ZipEntry {
  readonly name: string
  readonly method: number
  readonly packed: number
  readonly size: number
  readonly at: number
}

/**
 * Some files of an archive by name, each at most as large as `limits` allows. The archive is never read whole, sizes are believed only as
 * far as the limits go, and names are compared, not followed: what else lies in it, wherever its name leads, is not looked at.
 * Throws `model-invalid`.
 */
export async function unpackZip<Name extends string>(path: string, limits: Readonly<Record<Name, number>>): Promise<Partial<Record<Name, Uint8Array>>> {
  const file = await open(path, 'r')
  try {
    const found: Partial<Record<Name, Uint8Array>> = {}
    for (const entry of await directoryOf(file, path)) {
      const limit = limits[entry.name as Name]
      if (limit === undefined || !Object.prototype.hasOwnProperty.call(limits, entry.name)) continue
      if (found[entry.name as Name] !== undefined) throw bad(`${path} holds ${entry.name} twice.`)
      if (entry.size > limit || entry.packed > limit) throw bad(`${entry.name} in ${path} says that it is ${entry.size} bytes long, more than can be read.`)
      found[entry.name as Name] = await contentOf(file, entry, path)
    }
    return found
  } finally {
    await file.close()
  }
}

async function piece(file: FileHandle, at: number, length: number, path: string): Promise<Buffer> {
  const bytes = Buffer.alloc(length)
  const { bytesRead } = await file.read(bytes, 0, length, at)
  if (bytesRead !== length) throw bad(`${path} is cut off.`)
  return bytes
}

/** The central directory at the end (APPNOTE 4.3.12 and 4.3.16). Archives of more than 4 GB are not read. */
async function directoryOf(file: FileHandle, path: string): Promise<readonly ZipEntry[]> {
  const { size } = await file.stat()
  const tail = await piece(file, Math.max(0, size - 65_557), Math.min(size, 65_557), path)
  const end = tail.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  if (end < 0 || tail.length - end < 22) throw bad(`${path} is no zip archive.`)
  const count = tail.readUInt16LE(end + 10)
  const length = tail.readUInt32LE(end + 12)
  const start = tail.readUInt32LE(end + 16)
  if (start + length > size || length > 16 << 20) throw bad(`${path} is a damaged zip archive.`)
  const directory = await piece(file, start, length, path)
  const entries: ZipEntry[] = []
  for (let at = 0, n = 0; n < count && at + 46 <= directory.length; n++) {
    if (directory.readUInt32LE(at) !== 0x02014b50) throw bad(`${path} is a damaged zip archive.`)
    const nameLength = directory.readUInt16LE(at + 28)
    entries.push({
      name: directory.toString('utf8', at + 46, at + 46 + nameLength),
      method: directory.readUInt16LE(at + 10),
      packed: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      at: directory.readUInt32LE(at + 42),
    })
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
  }
  return entries
}

async function contentOf(file: FileHandle, entry: ZipEntry, path: string): Promise<Uint8Array> {
  const head = await piece(file, entry.at, 30, path)
  if (head.readUInt32LE(0) !== 0x04034b50) throw bad(`${path} is a damaged zip archive.`)
  const packed = await piece(file, entry.at + 30 + head.readUInt16LE(26) + head.readUInt16LE(28), entry.packed, path)
  if (entry.method === 0 && entry.packed === entry.size) return packed
  if (entry.method !== 8) throw bad(`${entry.name} in ${path} is packed in a way that cannot be read.`)
  try {
    // Into an array of the size that it says: it cannot grow beyond.
    const content = inflateSync(packed, { out: new Uint8Array(entry.size) })
    if (content.length !== entry.size) throw new Error('its size is another')
    return content
  } catch {
    throw bad(`${entry.name} in ${path} cannot be unpacked.`)
  }
}
