import type { Stats } from 'node:fs'
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { CrossfadeError } from '@shared/errors'
import type { Weight } from '@shared/export/network'
import { npyHeader, parseNpyHeader } from '@shared/npy'
import { noOrdinaryFile } from '../data/file/read-head'

/**
 * Facts of a file that is to be read. Errors: file-not-found; file-unreadable where it is a pipe or a device, which would keep its reader waiting.
 */
export async function ordinaryFile(path: string): Promise<Stats> {
  const facts = await stat(path).catch(() => null)
  if (facts === null) throw new CrossfadeError('file-not-found', `${path} is not there.`)
  if (!facts.isFile() && !facts.isDirectory()) throw noOrdinaryFile(path)
  return facts
}

/** Files of an export on their way to a folder: each is remembered with its name. */
export class Files {
  readonly names: string[] = []

  constructor(private readonly folder: string) {}

  async write(name: string, content: string | Uint8Array): Promise<void> {
    const path = this.pathFor(name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, content)
  }

  /** Where a file of that name goes, for whoever writes it himself. */
  pathFor(name: string): string {
    this.names.push(name)
    return join(this.folder, name)
  }
}

export const bytesOf = (values: Float32Array): Uint8Array => new Uint8Array(values.buffer, values.byteOffset, values.byteLength)

export function npyBytes({ shape, values }: Weight): Uint8Array {
  return Buffer.concat([npyHeader('float32', shape), bytesOf(values)])
}

const longestNpy = 2 ** 31

/** An array of float32 from a .npy file. Throws `model-invalid` where it is none, or is cut off. */
export async function readNpy(path: string): Promise<Weight> {
  const facts = await stat(path).catch(() => null)
  if (facts === null) throw new CrossfadeError('model-invalid', `${path} is not there.`)
  if (facts.size > longestNpy) throw new CrossfadeError('model-invalid', `${path} is too large to be read.`)
  const bytes = await readFile(path)
  const header = parseNpyHeader(bytes)
  if (header === null || header.type !== 'float32') throw new CrossfadeError('model-invalid', `${path} is no array of float32.`)
  const size = header.shape.reduce((a, b) => a * b, 1)
  if (!Number.isSafeInteger(size) || bytes.length !== header.offset + 4 * size) throw new CrossfadeError('model-invalid', `${path} is cut off: its numbers do not fill its shape [${header.shape.join(', ')}].`)
  return { shape: header.shape, values: new Float32Array(bytes.buffer.slice(bytes.byteOffset + header.offset, bytes.byteOffset + bytes.length)) }
}
